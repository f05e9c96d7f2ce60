CREATE TABLE sample.note (
    text text NOT NULL
);

GRANT USAGE ON SCHEMA sample TO ${app_role};
GRANT SELECT, INSERT ON sample.note TO ${app_role};
