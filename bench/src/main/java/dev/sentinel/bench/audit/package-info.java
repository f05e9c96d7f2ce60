/**
 * The audit log alone, on a PostgreSQL of its own with the settings of the demo, durable: what
 * writing an event costs, and how long a query takes over many.
 */
@NullMarked
package dev.sentinel.bench.audit;

import org.jspecify.annotations.NullMarked;
