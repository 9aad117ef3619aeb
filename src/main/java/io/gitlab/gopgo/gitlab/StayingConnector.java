package io.gitlab.gopgo.gitlab;

import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.Configuration;
import java.util.concurrent.Future;
import org.glassfish.jersey.client.ClientProperties;
import org.glassfish.jersey.client.ClientRequest;
import org.glassfish.jersey.client.ClientResponse;
import org.glassfish.jersey.client.HttpUrlConnectorProvider;
import org.glassfish.jersey.client.spi.AsyncConnectorCallback;
import org.glassfish.jersey.client.spi.Connector;
import org.glassfish.jersey.client.spi.ConnectorProvider;

/// The JDK's HTTP client below gitlab4j, without redirects: it would take the token along, to
/// whatever host a login page or a proxy names.
///
/// gitlab4j switches redirects on for each request and has no setting for it, but Jersey below it
/// takes this class by name.
public final class StayingConnector implements ConnectorProvider {
  @Override
  public Connector getConnector(Client client, Configuration configuration) {
    Connector jdk = new HttpUrlConnectorProvider().getConnector(client, configuration);
    return new Connector() {
      @Override
      public ClientResponse apply(ClientRequest request) {
        request.setProperty(ClientProperties.FOLLOW_REDIRECTS, false);
        return jdk.apply(request);
      }

      @Override
      public Future<?> apply(ClientRequest request, AsyncConnectorCallback callback) {
        request.setProperty(ClientProperties.FOLLOW_REDIRECTS, false);
        return jdk.apply(request, callback);
      }

      @Override
      public String getName() {
        return jdk.getName();
      }

      @Override
      public void close() {
        jdk.close();
      }
    };
  }
}
