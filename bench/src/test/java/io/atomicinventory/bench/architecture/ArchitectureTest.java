package io.atomicinventory.bench.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.atomicinventory.bench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** The engine is measured as its users have it. */
    @ArchTest
    static final ArchRule theBenchmarkUsesOnlyWhatTheEngineOffers =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.atomicinventory.engine.internal..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = SlicesRuleDefinition.slices()
            .matching("io.atomicinventory.bench.(*)..")
            .should()
            .beFreeOfCycles();
}
