package io.atomicinventory.engine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.atomicinventory.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theEngineKnowsNoSpring =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "jakarta..");

    @ArchTest
    static final ArchRule sqlLivesInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages("..internal.sql..", "..internal.ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..");

    /** The ledger meets an SQLException, and nothing else of JDBC. */
    @ArchTest
    static final ArchRule theLedgerSpeaksNoJdbc = noClasses()
            .that()
            .resideInAPackage("..internal.ledger..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.sql\\.(Connection|Statement|PreparedStatement|ResultSet|DriverManager)");

    /** No I/O, no clock, no randomness: what decides can be driven by an oracle or a simulator. */
    @ArchTest
    static final ArchRule planAndDecideArePure = noClasses()
            .that()
            .resideInAnyPackage("..internal.plan..", "..internal.decide..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "javax.sql..", "java.io..", "java.net..", "..internal.sql..", "..internal.ledger..")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.time\\.Clock|java\\.util\\.Random|java\\.util\\.concurrent\\.ThreadLocalRandom")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    @ArchTest
    static final ArchRule internalsDoNotReachUp = noClasses()
            .that()
            .resideInAPackage("..internal..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                    ".*\\.(AtomicInventory|AtomicInventoryService|StockService|CatalogService|BooksVerifier|AtomicInventoryMonitor|AccessService|AuditTrail)");

    @ArchTest
    static final ArchRule internalPackagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.atomicinventory.engine.internal.(*)..")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingIsCalledUtil = noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..helper..", "..misc..")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager");

    @ArchTest
    static final ArchRule packagesRefuseNullUnlessTheySaySo = classes()
            .that()
            .haveSimpleName("package-info")
            .should()
            .beAnnotatedWith("org.jspecify.annotations.NullMarked");
}
