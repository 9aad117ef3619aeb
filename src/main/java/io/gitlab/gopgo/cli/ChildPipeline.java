package io.gitlab.gopgo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gitlab.gopgo.config.YamlText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pipeline that judges and delivers what a job collected: a job for each shard.
///
/// It names the collecting job's pipeline by its number. A variable that the trigger passes on
/// would do as well, except where projects let nobody set variables of pipelines.
///
/// @param pipeline the number of the collecting job's pipeline
/// @param job the collecting job's name
/// @param folder what it collected, in the job's artifacts
record ChildPipeline(String pipeline, String job, String folder, String config, Manners manners) {
  private static final String REPORT = "go-pgo-report";

  /// What all jobs have in common with those that people set up.
  ///
  /// @param image empty for the runner's own
  /// @param resourceGroup each job's own begins with it
  record Manners(
      Optional<String> image,
      List<String> tags,
      Optional<String> timeout,
      String resourceGroup,
      String artifactsAccess,
      String artifactsExpireIn,
      boolean isDryRun) {}

  byte[] yaml(int shards) {
    Map<String, Object> pipeline = new LinkedHashMap<>();
    for (int shard = 1; shard <= shards; shard++) {
      pipeline.put("go-pgo-refresh %d/%d".formatted(shard, shards), job(shard));
    }
    return YamlText.of(pipeline).getBytes(UTF_8);
  }

  private Map<String, Object> job(int shard) {
    Map<String, Object> fields = new LinkedHashMap<>();
    manners.image.ifPresent(
        image -> fields.put("image", fields("name", image, "entrypoint", List.of(""))));
    if (!manners.tags.isEmpty()) {
      fields.put("tags", manners.tags);
    }
    manners.timeout.ifPresent(timeout -> fields.put("timeout", timeout));
    fields.put("resource_group", "%s-shard-%d".formatted(manners.resourceGroup, shard));
    fields.put("interruptible", false);
    fields.put("needs", List.of(fields("pipeline", pipeline, "job", job, "artifacts", true)));
    // Without rules there would be no job where the parent is a merge request's pipeline.
    fields.put("rules", List.of(fields("when", "on_success")));
    fields.put(
        "variables",
        fields(
            "GO_PGO_CONFIG", literal(config),
            "GO_PGO_COLLECTED", literal(folder),
            "GO_PGO_SHARD", Integer.toString(shard)));
    fields.put(
        "script",
        List.of(
            "go-pgo refresh --config \"$GO_PGO_CONFIG\" --collected \"$GO_PGO_COLLECTED\""
                + " --shard \"$GO_PGO_SHARD\" --report "
                + REPORT
                + (manners.isDryRun ? " --dry-run" : "")));
    // 3: a profile was withheld, nothing broke.
    fields.put("allow_failure", fields("exit_codes", List.of(3)));
    fields.put(
        "artifacts",
        fields(
            "name",
            "go-pgo-" + shard,
            "when",
            "always",
            "access",
            manners.artifactsAccess,
            "expire_in",
            manners.artifactsExpireIn,
            "paths",
            List.of(REPORT),
            "reports",
            fields(
                "junit", REPORT + "/junit.xml",
                "annotations", REPORT + "/annotations.json")));
    return fields;
  }

  /// In a variable's value GitLab would put another one's for `$NAME`.
  private static String literal(String value) {
    return value.replace("$", "$$");
  }

  private static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return fields;
  }
}
