package io.atomicinventory.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.springframework.web.bind.annotation.RestController;

@AnalyzeClasses(packages = "io.atomicinventory.server", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule theServerUsesOnlyWhatTheEngineOffers =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.atomicinventory.engine.internal..");

    /** All SQL on the books is the engine's; the server only makes connections and asks whether they live. */
    @ArchTest
    static final ArchRule noSqlInControllers = noClasses()
            .that()
            .resideOutsideOfPackages("..server.database..", "..server.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..");

    @ArchTest
    static final ArchRule controllersAreNobodysDependency =
            classes().that().areAnnotatedWith(RestController.class).should().bePackagePrivate();

    @ArchTest
    static final ArchRule theEmbeddedDatabaseKnowsNoSpring = noClasses()
            .that()
            .resideInAPackage("..server.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.atomicinventory.server.(*)..")
            .should()
            .beFreeOfCycles();
}
