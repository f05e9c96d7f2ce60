package dev.sentinel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SelfTestCommandTest {
    private static final Surroundings PLAIN = Surroundings.of(Map.of(), Path.of(".env.absent"));

    @Test
    void aServerThatAnswersWhateverItIsSentFailsByName() throws IOException {
        try (ServerSocket credulous = answering()) {
            String url = "http://127.0.0.1:" + credulous.getLocalPort();

            Ran people = run("selftest", "--url", url);
            Ran programs = run("selftest", "--url", url, "--json");

            assertThat(people.exitCode()).isEqualTo(1);
            assertThat(people.out())
                    .contains("BROKEN    1  length and chunks: ")
                    .containsPattern("not seen +4  identity headers in every spelling")
                    .containsPattern("[0-9]+ of [0-9]+ held")
                    .contains("not seen from outside: ");
            assertThat(programs.exitCode()).isEqualTo(1);
            JsonNode told = Json.tree(programs.out());
            assertThat(told.path("broken").asInt()).isPositive();
            assertThat(told.path("cases"))
                    .hasSize(
                            told.path("held").asInt()
                                    + told.path("broken").asInt()
                                    + told.path("unseen").asInt());
        }
    }

    @Test
    void nobodyThereIsOneClearLine() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        Ran ran = run("selftest", "--url", "http://127.0.0.1:" + free);

        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).contains("nothing listens at http://127.0.0.1:" + free);
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThat(run("selftest", "--url", "ftp://localhost:8000").err())
                .contains("--url is ftp://localhost:8000: http://host:port is right");
    }

    /** Two hundred, after every empty line, to whomever. */
    private static ServerSocket answering() throws IOException {
        ServerSocket server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    Thread.startVirtualThread(() -> answer(socket));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        return server;
    }

    private static void answer(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            int line = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n' && line == 0) {
                    socket.getOutputStream()
                            .write(
                                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                            .getBytes(StandardCharsets.ISO_8859_1));
                }
                line = next == '\n' ? 0 : next == '\r' ? line : line + 1;
            }
        } catch (IOException gone) {
            // The other side has seen enough.
        }
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                SentinelCommand.commandLine(PLAIN)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int exitCode = line.execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }

    private record Ran(int exitCode, String out, String err) {}
}
