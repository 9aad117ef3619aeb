package io.gitlab.gopgo.collect.cloudprofiler;

import com.google.api.client.googleapis.services.json.AbstractGoogleJsonClient;
import com.google.api.client.googleapis.services.json.AbstractGoogleJsonClientRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.client.util.Key;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Cloud Profiler's API v2, as far as it reads: built like Google's generated clients, of which
/// Maven Central has none for it.
final class CloudProfiler extends AbstractGoogleJsonClient {
  private CloudProfiler(Builder builder) {
    super(builder);
  }

  /// @param rootUrl such as `https://cloudprofiler.googleapis.com/`
  /// @param initializer of each request: credentials, timeouts, repetition
  static CloudProfiler at(
      String rootUrl, HttpTransport transport, HttpRequestInitializer initializer) {
    Builder builder = new Builder(transport, rootUrl, initializer);
    builder.setApplicationName("go-pgo");
    // Its warnings are about patterns and an application's name, not about what is sent.
    builder.setSuppressAllChecks(true);
    return builder.build();
  }

  private static final class Builder extends AbstractGoogleJsonClient.Builder {
    Builder(HttpTransport transport, String rootUrl, HttpRequestInitializer initializer) {
      super(transport, GsonFactory.getDefaultInstance(), rootUrl, "", initializer, false);
    }

    @Override
    public CloudProfiler build() {
      return new CloudProfiler(this);
    }
  }

  /// `projects.profiles.list`.
  ///
  /// @param pageToken empty for the first page; another one insists on unchanged parameters
  ListProfiles list(String project, int pageSize, String pageToken) {
    return new ListProfiles(this, project, pageSize, pageToken);
  }

  /// One page of a project's profiles, of all services and types, in no promised order.
  static final class ListProfiles extends AbstractGoogleJsonClientRequest<Void> {
    /// What we read of an answer; part of what a page token insists on.
    private static final String MASK =
        "nextPageToken,skippedProfiles,"
            + "profiles(name,profileType,deployment,labels,startTime,profileBytes)";

    @Key private final int pageSize;
    @Key private final @Nullable String pageToken;
    @Key private final String fields = MASK;

    private ListProfiles(CloudProfiler client, String project, int pageSize, String pageToken) {
      super(client, "GET", "v2/projects/" + project + "/profiles", null, Void.class);
      this.pageSize = pageSize;
      this.pageToken = pageToken.isEmpty() ? null : pageToken;
    }

    int pageSize() {
      return pageSize;
    }

    @Nullable String pageToken() {
      return pageToken;
    }

    String fields() {
      return fields;
    }

    /// The answer with its body unread: a page can be of 130 MB.
    HttpResponse answer() throws IOException {
      return executeUnparsed();
    }
  }
}
