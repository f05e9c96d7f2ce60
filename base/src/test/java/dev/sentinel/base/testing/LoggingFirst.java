package dev.sentinel.base.testing;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.slf4j.LoggerFactory;

/**
 * Starts logging before the first test of a process. Test classes run in parallel: those that ask
 * for a logger while another one is starting SLF4J are given a stand-in, whose lines arrive later,
 * by another thread, too late for a test that reads them.
 */
public final class LoggingFirst implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        LoggerFactory.getILoggerFactory();
    }
}
