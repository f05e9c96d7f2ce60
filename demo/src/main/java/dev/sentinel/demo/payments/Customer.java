package dev.sentinel.demo.payments;

import java.util.List;

/**
 * Somebody who pays, with habits.
 *
 * @param paymentsPerDay on average
 * @param spending how much more than usual they spend, 1 is usual
 * @param nightOwl whether they pay at night as others do at noon
 * @param devices hashes, the usual one first
 * @param ips hashes of addresses, home first
 * @param merchants where they go, the favourite first
 * @param family who they send money to, none for most
 */
record Customer(
        String id,
        Country country,
        double paymentsPerDay,
        double spending,
        boolean nightOwl,
        List<String> devices,
        List<String> ips,
        List<Merchant> merchants,
        List<Relative> family) {

    Customer {
        devices = List.copyOf(devices);
        ips = List.copyOf(ips);
        merchants = List.copyOf(merchants);
        family = List.copyOf(family);
    }

    /** Somebody at the other end of a corridor. */
    record Relative(String id, Corridor corridor) {}
}
