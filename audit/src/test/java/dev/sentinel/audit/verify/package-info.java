/** What a verification finds: each way of tampering, and nothing where nobody tampered. */
@NullMarked
package dev.sentinel.audit.verify;

import org.jspecify.annotations.NullMarked;
