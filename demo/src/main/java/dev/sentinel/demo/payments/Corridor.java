package dev.sentinel.demo.payments;

import dev.sentinel.risk.feature.Psp;
import java.util.List;

/**
 * A way that money takes from one country to another, or within one.
 *
 * @param psp who carries it
 * @param weight how much of the world's money across borders goes this way
 */
record Corridor(String routeId, Country from, Country to, Psp psp, double weight) {

    /** Where families abroad send money home, and a few that are merely fast. */
    static final List<Corridor> ABROAD =
            List.of(
                    new Corridor("route_us_mx_100", Country.US, Country.MX, Psp.AIRWALLEX, 30),
                    new Corridor("route_us_br_110", Country.US, Country.BR, Psp.AIRWALLEX, 10),
                    new Corridor("route_us_co_120", Country.US, Country.CO, Psp.PARTNER, 8),
                    new Corridor("route_us_pe_130", Country.US, Country.PE, Psp.PARTNER, 4),
                    new Corridor("route_us_ec_140", Country.US, Country.EC, Psp.PARTNER, 4),
                    new Corridor("route_es_co_150", Country.ES, Country.CO, Psp.ADYEN, 6),
                    new Corridor("route_es_ec_160", Country.ES, Country.EC, Psp.ADYEN, 5),
                    new Corridor("route_es_pe_170", Country.ES, Country.PE, Psp.ADYEN, 4),
                    new Corridor("route_gb_br_180", Country.GB, Country.BR, Psp.CHECKOUT, 3),
                    new Corridor("route_latam_210", Country.CL, Country.PE, Psp.VAMOSPAGO, 5),
                    new Corridor("route_latam_220", Country.BR, Country.MX, Psp.AIRWALLEX, 5),
                    new Corridor("route_latam_230", Country.AR, Country.CL, Psp.VAMOSPAGO, 5),
                    new Corridor("route_latam_240", Country.CO, Country.EC, Psp.VAMOSPAGO, 4),
                    new Corridor("route_asia_310", Country.HK, Country.ID, Psp.TODAYPAY, 4),
                    new Corridor("route_asia_320", Country.SG, Country.ID, Psp.TODAYPAY, 4),
                    new Corridor("route_asia_330", Country.TW, Country.ID, Psp.TODAYPAY, 3),
                    new Corridor("route_offramp_410", Country.SG, Country.BR, Psp.PARTNER, 1),
                    new Corridor("route_offramp_420", Country.HK, Country.MX, Psp.PARTNER, 1));

    /** Those that begin in the country; there is none in some. */
    static List<Corridor> abroadFrom(Country country) {
        return ABROAD.stream().filter(corridor -> corridor.from() == country).toList();
    }

    /** Payments at merchants of the country itself. */
    static Corridor domestic(Country country) {
        Psp psp =
                switch (country) {
                    case US, MX, CL -> Psp.STRIPE;
                    case ES, GB, BR -> Psp.ADYEN;
                    case SG, HK, ID, TW -> Psp.TODAYPAY;
                    case CO, PE, AR, EC -> Psp.VAMOSPAGO;
                };
        String code = country.name().toLowerCase(java.util.Locale.ROOT);
        return new Corridor("route_" + code + "_domestic", country, country, psp, 1);
    }
}
