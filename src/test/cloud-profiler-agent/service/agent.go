//go:build !noagent

package main

import (
	"errors"
	"flag"

	"cloud.google.com/go/profiler"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// agent declares the agent's flags, and returns what starts it.
func agent(flags *flag.FlagSet) func() error {
	config := profiler.Config{DebugLogging: true} // tells why there is no upload, if there is none
	flags.StringVar(&config.APIAddr, "api", "", "host:port of the agent API, without TLS")
	flags.StringVar(&config.ProjectID, "project", "", "project")
	flags.StringVar(&config.Service, "service", "", "name of the service")
	flags.StringVar(&config.ServiceVersion, "version", "", "its version")
	flags.StringVar(&config.Zone, "zone", "", "its zone")
	flags.StringVar(&config.Instance, "instance", "", "its instance (none: what the metadata server says)")
	return func() error {
		if config.APIAddr == "" {
			return errors.New("-api is missing; without it, the agent would call Google's")
		}
		return profiler.Start(config,
			option.WithoutAuthentication(),
			option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	}
}
