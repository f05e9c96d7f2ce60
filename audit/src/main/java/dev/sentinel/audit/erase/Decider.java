package dev.sentinel.audit.erase;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.Origin;

/**
 * An administrator who asks for an erasure or approves one.
 *
 * @param accountable the human behind the actor: two agents of one owner decide as one
 * @param workspace the only one whose people it may decide about
 */
public record Decider(Actor actor, String accountable, String workspace, Origin origin) {}
