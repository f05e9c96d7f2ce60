package dev.sentinel.risk.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A file of the handbook's format, {@code .csv} or {@code .csv.gz}, in order of time. Read lazily:
 * a file of any size takes the memory of one row. Faults are {@link IllegalArgumentException} that
 * name the file and the record.
 */
final class HandbookFile {
    private static final int BUFFER = 1 << 16;
    private static final List<String> COLUMNS =
            List.of(
                    "TRANSACTION_ID",
                    "TX_DATETIME",
                    "CUSTOMER_ID",
                    "TERMINAL_ID",
                    "TX_AMOUNT",
                    "TX_FRAUD");

    private final Path path;

    HandbookFile(Path path) {
        this.path = path;
    }

    /** Rows made at or after {@code from} and before {@code to}. Close the stream. */
    Stream<HandbookRow> rows(Instant from, Instant to) {
        CSVParser parser = open();
        return parser.stream()
                .map(this::row)
                .dropWhile(row -> row.at().isBefore(from))
                .takeWhile(row -> row.at().isBefore(to))
                .onClose(() -> close(parser));
    }

    private CSVParser open() {
        try {
            InputStream file = Files.newInputStream(path);
            InputStream plain = gzipped() ? new GZIPInputStream(file, BUFFER) : file;
            CSVParser parser =
                    CSVParser.parse(
                            new BufferedReader(
                                    new InputStreamReader(plain, StandardCharsets.UTF_8), BUFFER),
                            CSVFormat.DEFAULT
                                    .builder()
                                    .setHeader()
                                    .setSkipHeaderRecord(true)
                                    .get());
            requireColumns(parser.getHeaderNames());
            return parser;
        } catch (IOException e) {
            throw new IllegalArgumentException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private boolean gzipped() {
        return path.toString().endsWith(".gz");
    }

    private void requireColumns(List<String> header) {
        for (String column : COLUMNS) {
            if (!header.contains(column)) {
                throw new IllegalArgumentException(
                        path + " lacks the column " + column + ": it needs " + COLUMNS);
            }
        }
    }

    private HandbookRow row(CSVRecord line) {
        try {
            return new HandbookRow(
                    line.get("TRANSACTION_ID"),
                    LocalDateTime.parse(line.get("TX_DATETIME").replace(' ', 'T'))
                            .toInstant(ZoneOffset.UTC),
                    line.get("CUSTOMER_ID"),
                    line.get("TERMINAL_ID"),
                    new BigDecimal(line.get("TX_AMOUNT")),
                    line.get("TX_FRAUD").equals("1"));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    path + ", record " + line.getRecordNumber() + ": " + e.getMessage(), e);
        }
    }

    private static void close(CSVParser parser) {
        try {
            parser.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
