package dev.sentinel.web;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.io.Serial;

/**
 * Refuses versions of HTTP that are not spoken here. The decoder takes any, such as {@code
 * HTTP/2.7}, and the framework would answer in the very version that the client made up; RFC 9110
 * section 15.6.6 wants a 505 in one of ours.
 */
@Sharable
final class VersionCheck extends ChannelInboundHandlerAdapter {
    private static final VersionCheck SHARED = new VersionCheck();

    private VersionCheck() {}

    /** Looks at each request of the connection from now on, before the framework does. */
    static void on(ChannelHandlerContext framework) {
        framework.pipeline().addBefore(framework.name(), "version", SHARED);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request && !isSpoken(request.protocolVersion())) {
            request.setDecoderResult(
                    DecoderResult.failure(new NotSpoken(request.protocolVersion().text())));
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        context.fireChannelRead(message);
    }

    private static boolean isSpoken(HttpVersion version) {
        return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
    }

    /** The request's version is not one of ours. */
    static final class NotSpoken extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        NotSpoken(String version) {
            super(version, null, false, false);
        }
    }
}
