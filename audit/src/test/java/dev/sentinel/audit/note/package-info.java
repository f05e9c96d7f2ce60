/** Facts about signed notes and checkpoints, each from the C2SP texts. */
@NullMarked
package dev.sentinel.audit.note;

import org.jspecify.annotations.NullMarked;
