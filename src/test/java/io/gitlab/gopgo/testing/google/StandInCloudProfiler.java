package io.gitlab.gopgo.testing.google;

import com.sun.net.httpserver.HttpServer;
import io.gitlab.gopgo.testing.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// A Cloud Profiler of this process: the only call that reads, over HTTP on a port of the loopback
/// interface.
///
/// ```java
/// try (StandInGoogleTokens google = StandInGoogleTokens.start();
///     StandInCloudProfiler profiler = StandInCloudProfiler.start(google.accessTokens())) {
///   profiler
///       .project("acme")
///       .add(UploadedProfile.cpu("gitaly", noon, bytes).inZone("europe-west1-b"))
///       .order(Order.newestFirst(), Order.shuffled(7))
///       .grant(google.principal());
///   profiler.requests().fail(2, Fault.RESOURCE_EXHAUSTED);
/// }
/// ```
///
/// Bodies are written while they are sent, so neither millions of profiles nor pages of any size
/// need memory here.
public final class StandInCloudProfiler implements AutoCloseable {
  private final ConcurrentMap<String, CloudProject> projects = new ConcurrentHashMap<>();
  private final Door door;
  private final String scheme;

  private StandInCloudProfiler(Optional<AccessTokens> tokens, Optional<Certificate> certificate) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HttpServer server =
          certificate.isPresent()
              ? certificate.get().server(address)
              : HttpServer.create(address, 0);
      door = new Door(server, new ProfilesApi(projects, tokens));
      scheme = certificate.isPresent() ? "https" : "http";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Answers whoever has one of these tokens and the right to see the project.
  public static StandInCloudProfiler start(AccessTokens tokens) {
    return new StandInCloudProfiler(Optional.of(tokens), Optional.empty());
  }

  /// The same over HTTPS, as Google's own is.
  static StandInCloudProfiler start(AccessTokens tokens, Certificate certificate) {
    return new StandInCloudProfiler(Optional.of(tokens), Optional.of(certificate));
  }

  /// Answers everybody.
  public static StandInCloudProfiler withoutAuthentication() {
    return new StandInCloudProfiler(Optional.empty(), Optional.empty());
  }

  /// The base URL, without a slash at the end.
  public String url() {
    return scheme + "://127.0.0.1:" + door.port();
  }

  /// The project of this id, a new one where there is none.
  public CloudProject project(String id) {
    return projects.computeIfAbsent(
        id, absent -> new CloudProject(id, 100_000_000_000L + projects.size()));
  }

  /// The requests since the last reset, and the faults to come.
  public Requests requests() {
    return door.requests();
  }

  /// How long a hanging request hangs: 30 s unless set.
  public void setPatience(Duration time) {
    door.setPatience(time);
  }

  /// What a 429 asks for, in whole seconds: 1 unless set.
  public void setRetryAfter(Duration time) {
    door.setRetryAfter(time);
  }

  /// Whether answers are gzipped for clients that take it, as Google does: yes unless set.
  public void setCompression(boolean on) {
    door.setCompression(on);
  }

  @Override
  public void close() {
    door.close();
  }
}
