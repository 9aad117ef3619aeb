package main

import (
	"bytes"
	"context"
	"log"
	"regexp"
	"slices"
	"time"

	pb "google.golang.org/genproto/googleapis/devtools/cloudprofiler/v2"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// agentAPI is google.devtools.cloudprofiler.v2.ProfilerService: what agents
// call. Offline profiles, which no agent makes, are unimplemented.
type agentAPI struct {
	pb.UnimplementedProfilerServiceServer
	store *store
}

var target = regexp.MustCompile(`^[a-z0-9]([-a-z0-9_.]{0,253}[a-z0-9])?$`)

// refuse also logs: an agent would be silent, and try again a minute later.
func refuse(code codes.Code, format string, args ...any) error {
	err := status.Errorf(code, format, args...)
	log.Print(err)
	return err
}

// CreateProfile waits until it is the caller's turn, and says what to profile.
// One that has had all its turns waits for as long as it lives.
func (a *agentAPI) CreateProfile(ctx context.Context, r *pb.CreateProfileRequest) (*pb.Profile, error) {
	d := r.GetDeployment()
	switch {
	case r.GetParent() != "projects/"+a.store.project || d.GetProjectId() != a.store.project:
		return nil, refuse(codes.PermissionDenied, "no access to %q, %q", r.GetParent(), d.GetProjectId())
	case !target.MatchString(d.GetTarget()):
		return nil, refuse(codes.InvalidArgument, "invalid target %q", d.GetTarget())
	}
	select {
	case <-time.After(100 * time.Millisecond):
	case <-ctx.Done():
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	p, ok := a.store.next(d)
	if !ok {
		<-ctx.Done()
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	if !slices.Contains(r.GetProfileType(), p.ProfileType) {
		return nil, refuse(codes.InvalidArgument, "%s offers %v only, not %v", d.Target, r.ProfileType, p.ProfileType)
	}
	return p, nil
}

// UpdateProfile takes the profile that was asked for, once.
func (a *agentAPI) UpdateProfile(_ context.Context, r *pb.UpdateProfileRequest) (*pb.Profile, error) {
	p := r.GetProfile()
	if !bytes.HasPrefix(p.GetProfileBytes(), []byte{0x1f, 0x8b}) {
		return nil, refuse(codes.InvalidArgument, "%s is not gzipped", p.GetName())
	}
	stored, ok := a.store.upload(p.GetName(), p.GetProfileBytes(), p.GetLabels())
	if !ok {
		return nil, refuse(codes.NotFound, "%s was not asked for", p.GetName())
	}
	return stored, nil
}
