package io.gitlab.gopgo.testing.google;

import io.gitlab.gopgo.testing.Certificate;
import io.gitlab.gopgo.testing.Questions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/// Cloud Profiler and the places that give out tokens as a program, for shell scripts:
/// `StandInGoogleServer KEYSTORE` serves both over HTTPS with the certificate `stand-in` of a
/// PKCS12 key store, prints shell assignments of the addresses and of who may log in, and runs
/// until its input ends.
///
/// On its input it is told
/// - `upload TARGET FOLDER`: each file is a CPU profile that a service uploaded in the last week;
/// - `forget`: all profiles are older than Google keeps them;
/// - `id-token AUDIENCE SECONDS`: the answer is an ID token that a GitLab gives a job, good for so
///   many seconds; with a minus sign it expired so long ago;
/// - `requests`: the answer is what Cloud Profiler was asked since the last time.
public final class StandInGoogleServer {
  private static final String ACCOUNT = "go-pgo@acme-production.iam.gserviceaccount.com";

  private StandInGoogleServer() {}

  public static void main(String[] arguments) throws IOException {
    Certificate certificate = Certificate.read(Path.of(arguments[0]));
    try (StandInGoogleTokens tokens = StandInGoogleTokens.start(certificate);
        StandInCloudProfiler profiler =
            StandInCloudProfiler.start(tokens.accessTokens(), certificate)) {
      // Only the service account may read, so that nobody gets by without impersonation.
      CloudProject project = profiler.project("acme-production");
      project.grant("serviceAccount:" + ACCOUNT);
      tokens.mayImpersonate(ACCOUNT, tokens.workloadIdentity().member());
      CloudProject closed = profiler.project("acme-closed");
      PrintStream out = System.out;
      out.println("GOOGLE_PROJECT=" + project.id());
      out.println("GOOGLE_CLOSED_PROJECT=" + closed.id());
      out.println("GOOGLE_AUDIENCE=" + WorkloadIdentity.AUDIENCE);
      out.println("GOOGLE_SERVICE_ACCOUNT=" + ACCOUNT);
      out.println("GOOGLE_TOKEN_URL=" + tokens.tokenUrl());
      out.println("GOOGLE_IMPERSONATION_URL=" + tokens.impersonationUrl(ACCOUNT));
      out.println("GOOGLE_PROFILER_URL=" + profiler.url());
      out.flush();
      Questions.answer(words ->
          switch (words.getFirst()) {
            case "upload" -> upload(project, words.get(1), Path.of(words.get(2)));
            case "forget" -> {
              project.forget();
              yield List.of();
            }
            case "id-token" ->
                List.of(
                    tokens
                        .workloadIdentity()
                        .idToken(
                            words.get(1),
                            WorkloadIdentity.ISSUER,
                            WorkloadIdentity.SUBJECT,
                            Instant.now().plusSeconds(Long.parseLong(words.get(2)))));
            case "requests" -> {
              List<String> all =
                  profiler.requests().all().stream().map(LoggedRequest::toString).toList();
              profiler.requests().reset();
              yield all;
            }
            default -> throw new IllegalArgumentException("unknown: " + words);
          });
    }
  }

  /// An hour after each other, from four days ago on: in the last seven days also if it's midnight
  /// before they are listed.
  private static List<String> upload(CloudProject project, String target, Path folder)
      throws IOException {
    Instant first = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(4));
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted = files.sorted().toList();
      for (int i = 0; i < sorted.size(); i++) {
        project.add(
            UploadedProfile.cpu(
                    target, first.plus(Duration.ofHours(i % 72)), Files.readAllBytes(sorted.get(i)))
                .inZone("europe-west1-b")
                .ofVersion("v1.4.0")
                .onInstance(target + "-" + i));
      }
    }
    return List.of();
  }
}
