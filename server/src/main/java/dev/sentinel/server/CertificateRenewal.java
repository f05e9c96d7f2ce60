package dev.sentinel.server;

import dev.sentinel.web.Listener;
import dev.sentinel.web.ListenerTls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates expire: another one in the same files is shown to whoever connects from then on, and
 * nobody who is connected notices. One that cannot be shown leaves the one before it in place.
 */
final class CertificateRenewal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final List<Shown> all = new CopyOnWriteArrayList<>();
    private final Thread looking = Thread.ofVirtual().name("certificates").unstarted(this::watch);

    /** One listener and what it shows. */
    private static final class Shown {
        private final ServerCertificate certificate;
        private final Listener listener;
        private ListenerTls tls;
        private String complaint = "";

        Shown(ServerCertificate certificate, Listener listener) {
            this.certificate = certificate;
            this.listener = listener;
            this.tls = certificate.tls();
        }

        synchronized void look() {
            try {
                ListenerTls now = certificate.now();
                if (now != tls) {
                    listener.renew(now);
                    tls = now;
                    LOG.info("{} shows another certificate of {}", listener.name(), certificate);
                }
                complaint = "";
            } catch (RuntimeException | Error refused) {
                complain(String.valueOf(refused.getMessage()));
            }
        }

        private void complain(String why) {
            if (!why.equals(complaint)) {
                complaint = why;
                LOG.error(
                        "{} goes on with the certificate that it has: the setting {}",
                        listener.name(),
                        why);
            }
        }
    }

    /** From now on the listener shows what the files hold. */
    void follow(ServerCertificate certificate, Listener listener) {
        all.add(new Shown(certificate, listener));
        synchronized (this) {
            if (looking.getState() == Thread.State.NEW) {
                looking.start();
            }
        }
    }

    /** Reads the files again. */
    void look() {
        all.forEach(Shown::look);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                look();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        looking.interrupt();
    }
}
