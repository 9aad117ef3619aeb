package io.gitlab.gopgo.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// The options of `go-pgo fan-out` that shape the child pipeline: values that the component has as
/// inputs, held by the same patterns, because they become a pipeline that runs with secrets.
final class ChildOptions {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern JOB = Pattern.compile("[^$\\p{Cntrl}]{1,255}");
  private static final Pattern IMAGE =
      Pattern.compile("([A-Za-z0-9$][A-Za-z0-9_.:/${}@-]{0,600})?");
  private static final Pattern TAGS = Pattern.compile("[A-Za-z0-9_.:/+, -]{0,400}");
  private static final Pattern TIMEOUT = Pattern.compile("(([0-9]+ ?(h|m))( [0-9]+ ?m)?)?");
  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_./${} -]{0,200}");
  private static final Pattern ACCESS = Pattern.compile("developer|all|none");
  private static final Pattern EXPIRY =
      Pattern.compile("never|[0-9]+ (hours?|days?|weeks?|months?)");

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      defaultValue = "",
      description = "The child jobs' image (default: the runner's own).")
  private String image = "";

  @Option(
      names = "--tags",
      paramLabel = "TAGS",
      defaultValue = "",
      description = "The child jobs' tags for runners, with commas.")
  private String tags = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "",
      description = "How long a child job may take, such as 1h 30m.")
  private String timeout = "";

  @Option(
      names = "--resource-group",
      paramLabel = "NAME",
      defaultValue = "go-pgo",
      description = {
        "What the child jobs' resource groups begin with",
        "(default: ${DEFAULT-VALUE}).",
      })
  private String resourceGroup = "";

  @Option(
      names = "--artifacts-access",
      paramLabel = "WHO",
      defaultValue = "developer",
      description = {
        "Who may see the child jobs' reports: developer, all or",
        "none (default: ${DEFAULT-VALUE}).",
      })
  private String artifactsAccess = "";

  @Option(
      names = "--artifacts-expire-in",
      paramLabel = "TIME",
      defaultValue = "30 days",
      description = {
        "How long the child jobs' reports are kept",
        "(default: ${DEFAULT-VALUE}).",
      })
  private String artifactsExpireIn = "";

  @Option(names = "--dry-run", description = "The child jobs only read.")
  private boolean isDryRun;

  /// The pipeline of the job that this runs in; empty outside of one, where nobody could name the
  /// artifacts.
  ///
  /// @param folder from the project's
  Optional<ChildPipeline> pipeline(Map<String, String> environment, Path folder, Path config) {
    ChildPipeline.Manners manners =
        new ChildPipeline.Manners(
            optional("--image", image, IMAGE, "an image"),
            optional("--tags", tags, TAGS, "tags with commas").stream()
                .flatMap(text -> List.of(text.split(",")).stream())
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList(),
            optional("--timeout", timeout, TIMEOUT, "a time such as 1h 30m"),
            fit("--resource-group", resourceGroup, GROUP, "a name"),
            fit("--artifacts-access", artifactsAccess, ACCESS, "developer, all or none"),
            fit("--artifacts-expire-in", artifactsExpireIn, EXPIRY, "never, or such as 30 days"),
            isDryRun);
    String pipeline = environment.getOrDefault("CI_PIPELINE_ID", "");
    String job = environment.getOrDefault("CI_JOB_NAME", "");
    if (pipeline.isEmpty() || job.isEmpty()) {
      return Optional.empty();
    }
    if (folder.isAbsolute() || folder.normalize().startsWith("..")) {
      throw new Failure(
          ExitCode.USAGE,
          "%s: expected a folder below the job's, because it becomes an artifact"
              .formatted(folder));
    }
    return Optional.of(
        new ChildPipeline(
            fit("CI_PIPELINE_ID", pipeline, NUMBER, "a number"),
            fit("CI_JOB_NAME", job, JOB, "a name without $"),
            folder.toString(),
            config.toString(),
            manners));
  }

  private static Optional<String> optional(
      String name, String value, Pattern pattern, String expected) {
    return Optional.of(fit(name, value, pattern, expected)).filter(text -> !text.isEmpty());
  }

  private static String fit(String name, String value, Pattern pattern, String expected) {
    if (!pattern.matcher(value).matches()) {
      throw new Failure(
          ExitCode.USAGE, "%s: expected %s, found \"%s\"".formatted(name, expected, value));
    }
    return value;
  }
}
