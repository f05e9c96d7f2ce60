package dev.sentinel.identity.person;

import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.listing.Paging;
import dev.sentinel.trust.Role;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The only class that knows the table {@code person}. */
final class PersonStore {
    private static final String COLUMNS =
            """
            SELECT person_id, workspace, email, full_name, role, team, status, password_hash,
                   sessions_not_before, created_at
              FROM identity.person
            """;

    /** A person and what its password is checked against. */
    record Account(Person person, String passwordHash) {
        @Override
        public String toString() {
            return "Account[" + person.id() + "]";
        }
    }

    /** False when the address is taken. */
    boolean insert(Tx tx, Person person, String passwordHash) {
        return tx.execute(
                        """
                        INSERT INTO identity.person
                          (person_id, workspace, email, full_name, role, team, password_hash,
                           created_at, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (lower(email)) DO NOTHING
                        """,
                        person.id().value(),
                        person.workspace(),
                        person.email().text(),
                        person.fullName(),
                        person.role().word(),
                        word(person.team()),
                        passwordHash,
                        person.createdAt(),
                        person.createdAt())
                == 1;
    }

    Optional<Account> findByEmail(Tx tx, String email) {
        return tx.one(
                row -> new Account(person(row), row.getString("password_hash")),
                COLUMNS + "WHERE lower(email) = ?",
                email.toLowerCase(Locale.ROOT));
    }

    Optional<Account> findAccount(Tx tx, PersonId id) {
        return tx.one(
                row -> new Account(person(row), row.getString("password_hash")),
                COLUMNS + "WHERE person_id = ?",
                id.value());
    }

    Optional<Person> find(Tx tx, PersonId id) {
        return tx.one(PersonStore::person, COLUMNS + "WHERE person_id = ?", id.value());
    }

    /** Whoever changes the person meanwhile waits until this transaction is over. */
    Optional<Person> findHeld(Tx tx, PersonId id) {
        return tx.one(PersonStore::person, COLUMNS + "WHERE person_id = ? FOR SHARE", id.value());
    }

    Optional<Person> findForUpdate(Tx tx, PersonId id, String workspace) {
        return tx.one(
                PersonStore::person,
                COLUMNS + "WHERE person_id = ? AND workspace = ? FOR UPDATE",
                id.value(),
                workspace);
    }

    void setRole(Tx tx, PersonId id, Role role, Instant now) {
        tx.execute(
                """
                UPDATE identity.person
                   SET role = ?, sessions_not_before = ?, updated_at = ?
                 WHERE person_id = ?
                """,
                role.word(),
                now,
                now,
                id.value());
    }

    void setStatus(Tx tx, PersonId id, PersonStatus status, Instant now) {
        tx.execute(
                """
                UPDATE identity.person
                   SET status = ?, sessions_not_before = ?, updated_at = ?
                 WHERE person_id = ?
                """,
                word(status),
                now,
                now,
                id.value());
    }

    void endSessions(Tx tx, PersonId id, Instant now) {
        tx.execute(
                "UPDATE identity.person SET sessions_not_before = ? WHERE person_id = ?",
                now,
                id.value());
    }

    /** Only in place of the hash that was checked: a password changed meanwhile stays changed. */
    void rehash(Tx tx, PersonId id, String before, String passwordHash) {
        tx.execute(
                """
                UPDATE identity.person SET password_hash = ?
                 WHERE person_id = ? AND password_hash = ?
                """,
                passwordHash,
                id.value(),
                before);
    }

    List<Person> page(Tx tx, String workspace, Paging paging) {
        return tx.list(
                PersonStore::person,
                COLUMNS + "WHERE workspace = ? ORDER BY person_id DESC LIMIT ? OFFSET ?",
                workspace,
                paging.limit(),
                paging.offset());
    }

    long count(Tx tx, String workspace) {
        return tx.one(
                        row -> row.getLong(1),
                        "SELECT count(*) FROM identity.person WHERE workspace = ?",
                        workspace)
                .orElse(0L);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(
                new PersonId(row.getObject("person_id", UUID.class)),
                row.getString("workspace"),
                new EmailAddress(row.getString("email")),
                row.getString("full_name"),
                Role.ofWord(row.getString("role")).orElseThrow(),
                Team.valueOf(row.getString("team").toUpperCase(Locale.ROOT)),
                PersonStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Optional.ofNullable(row.getTimestamp("sessions_not_before"))
                        .map(Timestamp::toInstant),
                row.getTimestamp("created_at").toInstant());
    }
}
