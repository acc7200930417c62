package io.atomicinventory.device;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.atomicinventory.device", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** What it knows of the server is the contract. */
    @ArchTest
    static final ArchRule theDeviceUsesNeitherEngineNorServer = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.atomicinventory.engine..", "io.atomicinventory.server..", "org.springframework..");

    @ArchTest
    static final ArchRule sqlLivesWithTheQueue = noClasses()
            .that()
            .resideOutsideOfPackage("io.atomicinventory.device.queue")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.atomicinventory.device.(*)..")
            .should()
            .beFreeOfCycles();
}
