package dev.sentinel.audit.export;

/** What an export is written as. */
public enum ExportFormat {
    /** A table with a header (RFC 4180), safe to open in a spreadsheet. */
    CSV("text/csv; charset=utf-8; header=present"),
    /** A JSON object a line, each with its proof. */
    JSONL("application/jsonl");

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }
}
