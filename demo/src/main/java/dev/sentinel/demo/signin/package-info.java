/** Signing in without a password, with tokens that stand in the README. Demo only. */
@NullMarked
package dev.sentinel.demo.signin;

import org.jspecify.annotations.NullMarked;
