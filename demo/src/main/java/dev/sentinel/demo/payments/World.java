package dev.sentinel.demo.payments;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Everybody who pays and everybody who sells. */
record World(List<Customer> customers, List<Merchant> merchants) {
    private static final int FAVOURITES = 12;

    World {
        customers = List.copyOf(customers);
        merchants = List.copyOf(merchants);
    }

    static World of(WorldConfig config) {
        List<Merchant> merchants = new ArrayList<>();
        for (int i = 0; i < config.merchants(); i++) {
            merchants.add(merchant(config, i));
        }
        Map<Country, List<Merchant>> byCountry = new EnumMap<>(Country.class);
        for (Merchant merchant : merchants) {
            byCountry.computeIfAbsent(merchant.country(), _ -> new ArrayList<>()).add(merchant);
        }
        List<Customer> customers = new ArrayList<>();
        for (int i = 0; i < config.customers(); i++) {
            customers.add(customer(config, i, byCountry));
        }
        return new World(customers, merchants);
    }

    /** Merchants whose goods are money within the hour. */
    List<Merchant> resellable() {
        return merchants.stream().filter(merchant -> merchant.trade().resells()).toList();
    }

    private static Merchant merchant(WorldConfig config, int number) {
        Dice dice = Dice.of(config.seed(), "merchant-" + number);
        Country[] countries = Country.values();
        // The first of each country, so that nobody lives where nothing is sold.
        Country country = number < countries.length ? countries[number] : country(dice);
        Trade trade =
                number < countries.length
                        ? Trade.GROCERIES
                        : dice.weighted(List.of(Trade.values()), choice -> choice.weight);
        return new Merchant(
                "merchant_%s%05d".formatted(config.mark(), number),
                country,
                trade,
                dice.logNormal(1, 0.3));
    }

    private static Customer customer(
            WorldConfig config, int number, Map<Country, List<Merchant>> byCountry) {
        long seed = config.seed();
        Dice dice = Dice.of(seed, "customer-" + number);
        Country country = country(dice);
        String id = "customer_%s%06d".formatted(config.mark(), number);
        List<String> devices = new ArrayList<>(List.of(hash(seed, "dev", id, 0)));
        if (dice.chance(0.35)) {
            devices.add(hash(seed, "dev", id, 1));
        }
        List<String> ips =
                List.of(hash(seed, "ip", id, 0), hash(seed, "ip", id, 1), hash(seed, "ip", id, 2));
        return new Customer(
                id,
                country,
                dice.between(0.3, 2.4),
                dice.logNormal(1, 0.45),
                dice.chance(0.06),
                devices,
                ips,
                favourites(dice, byCountry.getOrDefault(country, List.of())),
                family(dice, id, country));
    }

    private static List<Merchant> favourites(Dice dice, List<Merchant> nearby) {
        List<Merchant> left = new ArrayList<>(nearby);
        List<Merchant> favourites = new ArrayList<>();
        while (favourites.size() < FAVOURITES && !left.isEmpty()) {
            favourites.add(left.remove(dice.whole(0, left.size() - 1)));
        }
        return favourites;
    }

    private static List<Customer.Relative> family(Dice dice, String id, Country country) {
        List<Corridor> corridors = Corridor.abroadFrom(country);
        List<Customer.Relative> family = new ArrayList<>();
        if (!corridors.isEmpty() && dice.chance(0.4)) {
            Corridor corridor = dice.weighted(corridors, Corridor::weight);
            int size = dice.whole(1, 3);
            for (int i = 0; i < size; i++) {
                family.add(new Customer.Relative("family_" + id.substring(9) + "_" + i, corridor));
            }
        }
        return family;
    }

    private static Country country(Dice dice) {
        return dice.weighted(List.of(Country.values()), country -> country.weight);
    }

    /** Looks like the hash of a device or an address; nothing personal stands behind it. */
    static String hash(long seed, String kind, String owner, int number) {
        Dice dice = Dice.of(seed, kind + "/" + owner + "/" + number);
        return kind + "_" + HexFormat.of().toHexDigits(dice.bits());
    }

    static String device(long bits) {
        return "dev_" + HexFormat.of().toHexDigits(bits);
    }
}
