package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * HTTP/2 and HPACK judged by h2spec, which shares no code with what it judges: all of its cases,
 * the strict ones included. It speaks TLS 1.2, so that is offered here.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class H2specTest {
    private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final int CASES = 146;
    private static final int TAR_BLOCK = 512;

    @TempDir Path directory;

    @Test
    void everyCasePasses() throws Exception {
        Path report = directory.resolve("report.xml");
        Path log = directory.resolve("h2spec.log");
        try (SecureEdge edge = new SecureEdge(ListenerTls::alsoTls12)) {
            Process h2spec =
                    new ProcessBuilder(
                                    program().toString(),
                                    "--port",
                                    Integer.toString(edge.port()),
                                    "--tls",
                                    "--insecure",
                                    "--strict",
                                    // Seconds, for a busy machine.
                                    "--timeout",
                                    "10",
                                    "--path",
                                    "/hello",
                                    "--junit-report",
                                    report.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            try {
                assertThat(h2spec.waitFor(3, TimeUnit.MINUTES)).isTrue();
            } finally {
                h2spec.destroyForcibly();
            }
        }
        assertThat(report).as(Files.readString(log)).exists();
        NodeList cases =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(report.toFile())
                        .getElementsByTagName("testcase");
        Set<String> failed = new HashSet<>();
        for (int i = 0; i < cases.getLength(); i++) {
            if (cases.item(i) instanceof Element each && !passed(each)) {
                failed.add(each.getAttribute("package") + " " + each.getAttribute("classname"));
            }
        }
        assertThat(failed).as(Files.readString(log)).isEmpty();
        assertThat(cases.getLength()).isEqualTo(CASES);
    }

    private static boolean passed(Element each) {
        return each.getElementsByTagName("*").getLength() == 0;
    }

    /** The archive holds one file. */
    private Path program() throws IOException {
        Path program = directory.resolve("h2spec");
        try (InputStream archive =
                        Objects.requireNonNull(H2specTest.class.getResourceAsStream(ARCHIVE));
                DataInputStream in = new DataInputStream(new GZIPInputStream(archive))) {
            byte[] header = in.readNBytes(TAR_BLOCK);
            String size = new String(header, 124, 11, StandardCharsets.US_ASCII);
            Files.write(program, in.readNBytes(Integer.parseInt(size.strip(), 8)));
        }
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }
}
