/**
 * Which token may use which endpoint of the agent API, decided by files that an operator owns.
 *
 * <p>Owns: the policy directory ({@code POLICY_DIR}), its two forms (an OPA module, a table of
 * scopes), and taking up changes without a restart. What no policy permits is denied.
 *
 * <p>Leaves to others: people, who have roles (module {@code trust}); who may act on whom ({@code
 * identity.access}).
 */
@NullMarked
package dev.sentinel.identity.policy;

import org.jspecify.annotations.NullMarked;
