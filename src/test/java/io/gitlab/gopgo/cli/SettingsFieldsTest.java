package io.gitlab.gopgo.cli;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gitlab.gopgo.testing.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The published schema and the program's own reader know the same fields.
class SettingsFieldsTest {
  private static final String UNKNOWN = "qqqqqqqqqqqqqqqqqqqqqqqq: 1";
  private static final Pattern KNOWN = Pattern.compile("known here: (.*)");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "AT_ROOT, /properties",
    "AT_LIMITS, /properties/limits/properties",
    "AT_JUDGE, /definitions/judge/properties",
    "AT_WEIGH, /definitions/weigh/properties",
    "AT_VERSIONS, /definitions/weigh/properties/versions/properties",
    "AT_FILES, /definitions/source/properties/files/properties",
    "AT_PROFILER, /definitions/source/properties/cloud-profiler/properties",
    "AT_LOGIN, /definitions/source/properties/cloud-profiler/properties/credentials/properties",
    "AT_ENDPOINTS, /definitions/source/properties/pprof-endpoints/properties",
    "AT_URLS, /definitions/source/properties/urls/properties",
    "AT_ARTIFACTS, /definitions/source/properties/gitlab-artifacts/properties",
    "AT_PACKAGES, /definitions/source/properties/gitlab-packages/properties",
    "AT_STORAGE, /definitions/source/properties/cloud-storage/properties",
    "AT_PYROSCOPE, /definitions/source/properties/pyroscope/properties",
    "AT_STORE, /definitions/source/properties/store/properties",
    "AT_PARCA, /definitions/source/properties/parca/properties",
    "AT_PROOF, /definitions/auth/properties",
    "AT_BASIC, /definitions/auth/properties/basic/properties",
    "AT_HEADER, /definitions/auth/properties/header/properties",
    "AT_SECRET, /definitions/secret/properties",
    "AT_TLS, /definitions/tls/properties",
    "AT_SERVICE, /definitions/service/properties",
    "AT_FOLDER, /definitions/folder/properties",
    "AT_PROJECT, /definitions/project/properties",
    "AT_GITLAB, /definitions/gitlab/properties",
    "AT_REQUEST, /definitions/mergeRequest/properties",
    "AT_AUTHOR, /definitions/mergeRequest/properties/author/properties",
    "AT_TOKEN, /definitions/gitlab/properties/token/properties",
  })
  void areThoseOfTheSchema(String place, String pointer) throws IOException {
    assertThat(fieldsKnownAt(place)).isEqualTo(schema(pointer));
  }

  /// An entry of `from` has the fields of its source's kind.
  @Test
  void ofAnEntryAreThoseOfAllKindsTogether() throws IOException {
    Set<String> published = schema("/definitions/service/properties/from/items/properties");
    Set<String> known = fieldsKnownAt("AT_FROM");
    known.addAll(fieldsKnownAt("AT_FROM_THERE"));
    known.addAll(fieldsKnownAt("AT_FROM_MERGED"));
    known.addAll(fieldsKnownAt("AT_FROM_KEPT"));
    assertThat(known).isEqualTo(published);
  }

  /// An entry of `targets` has the fields of its way to find them.
  @Test
  void ofTargetsAreThoseOfAllWaysTogether() throws IOException {
    Set<String> known = fieldsKnownAt("AT_TARGETS_BY_NAME");
    known.addAll(fieldsKnownAt("AT_TARGETS_BY_SERVER"));
    assertThat(known).isEqualTo(schema("/definitions/targets/properties"));
  }

  private static Set<String> schema(String pointer) throws IOException {
    JsonNode schema =
        new ObjectMapper()
            .readTree(Folders.PROJECT.resolve("docs/settings.schema.json").toFile())
            .at(pointer);
    Set<String> published = new TreeSet<>();
    schema.fieldNames().forEachRemaining(published::add);
    return published;
  }

  /// The fields that an error about an unknown one lists.
  private Set<String> fieldsKnownAt(String place) throws IOException {
    String settings =
        """
        version: 1
        AT_ROOT
        limits:
          inflated: 1MiB
          AT_LIMITS
        judge:
          minSamples: 1
          AT_JUDGE
        weigh:
          cap: 5%
          versions:
            newest: 2
            AT_VERSIONS
          AT_WEIGH
        gitlab:
          main:
            url: https://gitlab.example.com
            token:
              env: TOKEN
              AT_TOKEN
            AT_GITLAB
        mergeRequest:
          author:
            name: Bot
            email: bot@example.com
            AT_AUTHOR
          AT_REQUEST
        sources:
          here:
            files:
              paths: [in]
              AT_FILES
          there:
            cloud-profiler:
              project: acme-production
              credentials:
                idToken: {env: TOKEN}
                audience: //iam
                AT_LOGIN
              AT_PROFILER
          nodes:
            pprof-endpoints:
              url: http://{target}/
              targets:
                - AT_WAY
                  AT_TARGETS
              auth:
                header:
                  name: X-Key
                  value: {env: TOKEN}
                  AT_HEADER
                AT_PROOF
              tls:
                ca: ca.pem
                AT_TLS
              AT_ENDPOINTS
          links:
            urls:
              urls: http://example.com/
              AT_URLS
          jobs:
            gitlab-artifacts:
              gitlab: main
              project: shop/api
              ref: main
              job: bench
              paths: cpu.pprof
              AT_ARTIFACTS
          packages:
            gitlab-packages:
              gitlab: main
              project: shop/api
              package: bench
              AT_PACKAGES
          bucket:
            cloud-storage:
              bucket: profiles
              AT_STORAGE
          merged:
            pyroscope:
              url: http://example.com/
              AT_PYROSCOPE
          other:
            parca:
              url: http://example.com/
              AT_PARCA
          kept:
            store:
              gitlab: main
              project: shop/profiles
              AT_STORE
          single:
            pprof-endpoints:
              url: http://example.com/
              auth:
                basic:
                  user: alice
                  password:
                    env: TOKEN
                    AT_SECRET
                  AT_BASIC
        services:
          api:
            AT_SERVICE
            from:
              - source: AT_SOURCE
                AT_FROM
            to:
              AT_KIND
              files: [default.pgo]
              AT_FOLDER
              AT_PROJECT
        """;
    for (String other :
        List.of(
            "ROOT",
            "LIMITS",
            "JUDGE",
            "WEIGH",
            "VERSIONS",
            "TOKEN",
            "GITLAB",
            "FILES",
            "SERVICE",
            "FROM",
            "FOLDER",
            "PROJECT",
            "REQUEST",
            "AUTHOR",
            "PROFILER",
            "LOGIN",
            "ENDPOINTS",
            "TARGETS",
            "PROOF",
            "STORAGE",
            "STORE",
            "PYROSCOPE",
            "PARCA",
            "URLS",
            "ARTIFACTS",
            "PACKAGES",
            "BASIC",
            "HEADER",
            "SECRET",
            "TLS")) {
      settings = settings.replace("AT_" + other, place.startsWith("AT_" + other) ? UNKNOWN : "");
    }
    settings =
        settings.replace(
            "AT_WAY",
            place.endsWith("_BY_NAME") ? "dns: a\n          port: 1" : "http_sd: http://a/");
    settings =
        settings.replace(
            "AT_SOURCE",
            switch (place) {
              case "AT_FROM_THERE" -> "there\n        target: api";
              case "AT_FROM_KEPT" -> "kept\n        service: api";
              case "AT_FROM_MERGED" -> "merged\n        query: '{}'";
              default -> "here";
            });
    settings =
        place.equals("AT_PROJECT")
            ? settings.replace("AT_KIND", "gitlab: main\n      project: shop/api")
            : settings.replace("AT_KIND", "folder: shop");
    Files.writeString(folder.resolve("go-pgo.yml"), settings);
    Run run = Run.in(folder, "refresh", "--config", "go-pgo.yml");
    Matcher known = KNOWN.matcher(run.err());
    assertThat(known.find()).as(run.err()).isTrue();
    return Pattern.compile(", ")
        .splitAsStream(known.group(1))
        // Asked for to tell the two kinds of targets apart.
        .filter(field -> !(place.equals("AT_FOLDER") && field.equals("gitlab")))
        .collect(toCollection(TreeSet::new));
  }
}
