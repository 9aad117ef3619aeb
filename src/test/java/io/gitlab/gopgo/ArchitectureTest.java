package io.gitlab.gopgo;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The arrows and fences of ARCHITECTURE.md.
class ArchitectureTest {
  private static final String ROOT = "io.gitlab.gopgo.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.gitlab.gopgo");

  /// What each package may use of the others.
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "config", List.of(),
          "pprof", List.of(),
          "pgo", List.of("pprof"),
          "merge", List.of("pgo", "pprof"),
          "judge", List.of("merge", "pgo"),
          "collect", List.of("config", "pgo", "pprof"),
          "deliver", List.of("config", "gitlab", "pprof"),
          "gitlab", List.of(),
          "report", List.of("collect", "deliver", "judge", "merge", "pgo", "pprof"),
          "cli",
              List.of(
                  "collect", "config", "deliver", "gitlab", "judge", "merge", "pgo", "pprof",
                  "report"));

  /// Libraries, and the only packages that may use them.
  private static final Map<String, List<String>> FENCES =
      Map.of(
          "com.google.protobuf..", List.of("collect", "pprof"),
          "com.google.api..", List.of("collect"),
          "com.google.auth..", List.of("collect"),
          "org.snakeyaml..", List.of("config"),
          "com.fasterxml.jackson..", List.of("collect", "gitlab", "report"),
          "org.gitlab4j..", List.of("gitlab"),
          "picocli..", List.of("cli"));

  @Test
  void packagesUseOnlyWhatTheArrowsAllow() {
    ARROWS.forEach((name, allowed) ->
        noClasses()
            .that()
            .resideInAPackage(ROOT + name + "..")
            .should()
            .dependOnClassesThat(
                resideInAPackage(ROOT + "*..")
                    .and(
                        not(
                            resideInAnyPackage(
                                Stream.concat(Stream.of(name), allowed.stream())
                                    .map(other -> ROOT + other + "..")
                                    .toArray(String[]::new)))))
            .check(CLASSES));
  }

  @Test
  void everyPackageHasItsArrows() {
    List<String> packages =
        CLASSES.stream()
            .map(type -> type.getPackageName().replace(ROOT, "").replaceAll("\\..*", ""))
            .distinct()
            .toList();
    assertThat(packages).containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
  }

  @Test
  void thereAreNoCycles() {
    slices().matching("io.gitlab.gopgo.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void librariesStayBehindTheirFences() {
    FENCES.forEach((library, owners) ->
        noClasses()
            .that(
                resideOutsideOfPackages(
                    owners.stream().map(owner -> ROOT + owner + "..").toArray(String[]::new)))
            .should()
            .dependOnClassesThat(resideInAPackage(library))
            .check(CLASSES));
  }

  @Test
  void onlyTheRimReadsClocksAndEnvironment() {
    noClasses()
        .that(resideOutsideOfPackage(ROOT + "cli.."))
        .should()
        .accessClassesThat(equivalentTo(System.class).or(equivalentTo(Clock.class)))
        .orShould()
        .callMethod(Instant.class, "now")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith(NullMarked.class)
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    // A service is a word of ours; as a suffix it says nothing.
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Factory|Dto|[a-z]Service|Handler)")
        .check(CLASSES);
  }
}
