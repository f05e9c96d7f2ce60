package dev.sentinel.identity.person;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.Role;

/** Who is to be made. */
record NewPerson(EmailAddress email, String fullName, Role role, Team team, Secret password) {}
