package dev.sentinel.risk.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The payments that a model learnt from.
 *
 * @param from made at or after
 * @param to made before
 * @param labelDelay how long its features waited for labels
 * @param rows payments with a known truth
 * @param frauds positive ones among them
 */
public record TrainedOn(Instant from, Instant to, Duration labelDelay, int rows, int frauds) {}
