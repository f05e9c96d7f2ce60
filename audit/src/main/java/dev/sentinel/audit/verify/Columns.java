package dev.sentinel.audit.verify;

/** Where the columns stand in the rows that a verification reads. */
final class Columns {
    private Columns() {}

    /** Of {@link VerifyStore#eachLeaf}. */
    static final class Leaf {
        static final int INDEX = 0;
        static final int EVENT_AT = 1;
        static final int EVENT_ID = 2;
        static final int HASH = 3;
        static final int COUNT = 4;

        private Leaf() {}
    }

    /** Of {@link VerifyStore#eachEvent}. */
    static final class Event {
        static final int AT = 0;
        static final int ID = 1;
        static final int WORKSPACE = 2;
        static final int ACTOR_KIND = 3;
        static final int ACTOR_ID = 4;
        static final int ACTED_FOR = 5;
        static final int ACTION = 6;
        static final int OUTCOME = 7;
        static final int TARGET_KIND = 8;
        static final int TARGET_ID = 9;
        static final int REQUEST_ID = 10;
        static final int BEFORE = 11;
        static final int AFTER = 12;
        static final int METADATA = 13;
        static final int ACTOR_PERSONAL = 14;
        static final int TARGET_PERSONAL = 15;
        static final int COUNT = 16;

        private Event() {}
    }

    /** Of {@link VerifyStore#eachPersonal}. */
    static final class Personal {
        static final int AT = 0;
        static final int EVENT_ID = 1;
        static final int ABOUT = 2;
        static final int SALT = 3;
        static final int FIELDS = 4;
        static final int COUNT = 5;

        private Personal() {}
    }
}
