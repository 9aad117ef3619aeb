package io.gitlab.gopgo.collect.google;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.ConnectionFactory;
import com.google.api.client.http.javanet.NetHttpTransport;
import io.gitlab.gopgo.collect.http.Origins;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/// Connections for Google's client libraries, which make a transport for each thing they ask for.
///
/// They follow redirects wherever these lead: with the body of a POST, which is the ID token when
/// they log in, and after a 401 with a fresh access token, too. So a transport stays with the
/// server that it was first asked for.
public final class Transports {
  private Transports() {}

  /// A transport for one server; any other one is an [IOException].
  public static HttpTransport ofOneServer() {
    return new NetHttpTransport.Builder().setConnectionFactory(new OneServer()).build();
  }

  private static final class OneServer implements ConnectionFactory {
    private @Nullable URI first;

    @Override
    public synchronized HttpURLConnection openConnection(URL url) throws IOException {
      URI uri = URI.create(url.toString());
      if (first == null) {
        first = uri;
      }
      if (uri.getHost() == null || !Origins.same(first, uri)) {
        throw new IOException(
            "%s redirects to %s, where no token of ours goes; check the address, and whether a proxy wants a login"
                .formatted(Origins.words(first), Origins.words(uri)));
      }
      return (HttpURLConnection) url.openConnection();
    }
  }
}
