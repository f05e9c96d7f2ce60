package dev.sentinel.base.sql;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The migration files of one schema on the class path, by name, with Flyway's checksum of each. */
final class MigrationFiles {
    private MigrationFiles() {}

    static SortedMap<String, Integer> of(String schema) throws IOException {
        String folder = "db/" + schema;
        ClassLoader loader = MigrationFiles.class.getClassLoader();
        SortedMap<String, Integer> files = new TreeMap<>();
        for (URL place : Collections.list(loader.getResources(folder))) {
            for (String name : names(place, folder)) {
                files.put(name, checksum(URI.create(place + "/" + name).toURL()));
            }
        }
        return files;
    }

    private static List<String> names(URL place, String folder) throws IOException {
        if (place.openConnection() instanceof JarURLConnection jar) {
            // The class loader's own, which stays open.
            JarFile file = jar.getJarFile();
            return file.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(folder + "/") && name.endsWith(".sql"))
                    .map(name -> name.substring(folder.length() + 1))
                    .toList();
        }
        try (Stream<Path> inside = Files.list(Path.of(URI.create(place.toString())))) {
            return inside.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(".sql"))
                    .toList();
        }
    }

    /** CRC 32 of the lines, without what ends them: a checkout may turn LF into CR LF. */
    private static int checksum(URL file) throws IOException {
        CRC32 sum = new CRC32();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                sum.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return (int) sum.getValue();
    }
}
