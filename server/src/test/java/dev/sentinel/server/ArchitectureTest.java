package dev.sentinel.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.netty.util.Version;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of ARCHITECTURE.md, held by the build. */
final class ArchitectureTest {
    private static final JavaClasses PLATFORM =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("dev.sentinel");

    @Test
    void arrowsPointOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("base")
                .definedBy("dev.sentinel.base..")
                .layer("web")
                .definedBy("dev.sentinel.web..")
                .layer("audit")
                .definedBy("dev.sentinel.audit..")
                .layer("trust")
                .definedBy("dev.sentinel.trust..")
                .layer("identity")
                .definedBy("dev.sentinel.identity..")
                .layer("gateway")
                .definedBy("dev.sentinel.gateway..")
                .layer("risk")
                .definedBy("dev.sentinel.risk..")
                .layer("client")
                .definedBy("dev.sentinel.client..")
                .layer("server")
                .definedBy("dev.sentinel.server..")
                .whereLayer("server")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("identity")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("gateway")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("risk")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("client")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("trust")
                .mayOnlyBeAccessedByLayers("identity", "gateway", "risk", "server")
                .whereLayer("audit")
                .mayOnlyBeAccessedByLayers("trust", "identity", "gateway", "risk", "server")
                .whereLayer("web")
                .mayOnlyBeAccessedByLayers("trust", "identity", "gateway", "risk", "server")
                .check(PLATFORM);
    }

    @Test
    void onlyTheEdgeAndTheForwarderKnowTheFramework() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.sentinel.web..", "dev.sentinel.gateway.forward..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx.core.http..",
                        "io.netty.handler..",
                        "io.netty.channel..",
                        "io.netty.buffer..")
                .because("features see requests and answers of our own")
                .check(PLATFORM);
    }

    @Test
    void onlyStoresKnowSql() {
        noClasses()
                .that()
                .haveSimpleNameNotEndingWith("Store")
                .and()
                .resideOutsideOfPackages(
                        "dev.sentinel.base..", "dev.sentinel.audit..", "dev.sentinel.stores..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..")
                .because("one table has one owner")
                .check(PLATFORM);
    }

    @Test
    void onlyTheTrainerKnowsNativeTrees() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sentinel.risk.train..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ml.dmlc..")
                .because("no native code runs where requests run")
                .check(PLATFORM);
    }

    @Test
    void onlyTheCommandLineKnowsPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.sentinel.server.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "me.tongfei..")
                .check(PLATFORM);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(
                        ".*(Manager|Helper|Utils?|Handler|Processor|Impl|Abstract\\w*|Base|Info|Data|DTO|Common)")
                .because("only a class without a single job needs such a name")
                .check(PLATFORM);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes().should(resideInANullMarkedPackage()).check(PLATFORM);
    }

    /** Below 4.2.13 CONNECT requests allowed header injection (CVE-2026-42578). */
    @Test
    void nettyIsNotBelowItsFloor() {
        Map<String, String> versions =
                Version.identify().values().stream()
                        .collect(Collectors.toMap(Version::artifactId, Version::artifactVersion));

        assertThat(versions).isNotEmpty();
        assertThat(versions).allSatisfy((_, version) -> assertThat(atLeast(version)).isTrue());
    }

    private static boolean atLeast(String version) {
        int[] parts =
                Arrays.stream(version.split("\\.", -1))
                        .limit(3)
                        .mapToInt(Integer::parseInt)
                        .toArray();
        return Arrays.compare(parts, new int[] {4, 2, 13}) >= 0;
    }

    private static ArchCondition<JavaClass> resideInANullMarkedPackage() {
        return new ArchCondition<>("reside in a @NullMarked package") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(
                        new SimpleConditionEvent(
                                item, marked, item.getPackageName() + " is not @NullMarked"));
            }
        };
    }
}
