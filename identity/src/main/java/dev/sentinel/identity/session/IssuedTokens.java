package dev.sentinel.identity.session;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.person.Person;
import java.time.Duration;

/** What a sign-in or a refresh gives. */
record IssuedTokens(Person person, Secret access, Secret refresh, Duration accessLife) {}
