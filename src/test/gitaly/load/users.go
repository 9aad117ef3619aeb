//go:build go1.26

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"gitlab.com/gitlab-org/gitaly/v15/client"
	"gitlab.com/gitlab-org/gitaly/v15/proto/go/gitalypb"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
)

// shop is the repository as Gitaly knows it.
var shop = &gitalypb.Repository{StorageName: "default", RelativePath: "shop.git", GlRepository: "project-7", GlProjectPath: "shop/shop"}

// asker asks as GitLab does that shows a project's pages.
type asker struct {
	commits gitalypb.CommitServiceClient
	diffs   gitalypb.DiffServiceClient
	blobs   gitalypb.BlobServiceClient
	whole   gitalypb.RepositoryServiceClient
	count   int
}

func newAsker(address string) (*asker, error) {
	connection, err := client.Dial("tcp://"+address, client.DefaultDialOpts)
	if err != nil {
		return nil, err
	}
	return &asker{
		commits: gitalypb.NewCommitServiceClient(connection),
		diffs:   gitalypb.NewDiffServiceClient(connection),
		blobs:   gitalypb.NewBlobServiceClient(connection),
		whole:   gitalypb.NewRepositoryServiceClient(connection),
	}, nil
}

func (a *asker) round() error {
	a.count++
	return errors.Join(a.history(), a.tree(), a.file(), a.blobsOf(), a.diff(), a.licence())
}

func (a *asker) history() error {
	answer, err := a.commits.ListCommits(context.Background(), &gitalypb.ListCommitsRequest{Repository: shop, Revisions: []string{"main"}})
	found, err := count(answer, err, func(part *gitalypb.ListCommitsResponse) int { return len(part.GetCommits()) })
	return expect("commits", commits, found, err)
}

func (a *asker) tree() error {
	answer, err := a.commits.GetTreeEntries(context.Background(),
		&gitalypb.GetTreeEntriesRequest{Repository: shop, Revision: []byte("main"), Path: []byte("."), Recursive: true})
	found, err := count(answer, err, func(part *gitalypb.GetTreeEntriesResponse) int { return len(part.GetEntries()) })
	return expect("entries of the tree", files+10, found, err) // with LICENSE and nine folders
}

func (a *asker) file() error {
	file := a.count % files
	answer, err := a.commits.TreeEntry(context.Background(),
		&gitalypb.TreeEntryRequest{Repository: shop, Revision: []byte("main"), Path: []byte(path(file))})
	var text []byte
	_, err = count(answer, err, func(part *gitalypb.TreeEntryResponse) int { text = append(text, part.GetData()...); return 0 })
	if expected := content(file, commits-files+file); err == nil && !bytes.Equal(text, expected) {
		return fmt.Errorf("%s: %d bytes came, expected %d", path(file), len(text), len(expected))
	}
	return err
}

func (a *asker) blobsOf() error {
	answer, err := a.blobs.ListBlobs(context.Background(),
		&gitalypb.ListBlobsRequest{Repository: shop, Revisions: []string{"main"}, BytesLimit: -1, WithPaths: true})
	found, err := count(answer, err, func(part *gitalypb.ListBlobsResponse) int {
		whole := 0
		for _, blob := range part.GetBlobs() {
			if blob.GetOid() != "" { // a big one's further parts have none
				whole++
			}
		}
		return whole
	})
	return expect("blobs", commits+1, found, err)
}

func (a *asker) diff() error {
	answer, err := a.diffs.CommitDiff(context.Background(),
		&gitalypb.CommitDiffRequest{Repository: shop, LeftCommitId: "main~100", RightCommitId: "main", CollapseDiffs: false})
	found, err := count(answer, err, func(part *gitalypb.CommitDiffResponse) int {
		if part.GetEndOfPatch() {
			return 1
		}
		return 0
	})
	return expect("files in the diff", files, found, err)
}

func (a *asker) licence() error {
	answer, err := a.whole.FindLicense(context.Background(), &gitalypb.FindLicenseRequest{Repository: shop})
	if err == nil && answer.GetLicenseShortName() != "mit" {
		return fmt.Errorf("found the licence %q, expected mit", answer.GetLicenseShortName())
	}
	return err
}

// stream is the client's side of any answer that comes in parts.
type stream[T any] interface {
	Recv() (*T, error)
	grpc.ClientStream
}

// count reads an answer to its end and adds up what its parts count for.
func count[T any](answer stream[T], err error, of func(*T) int) (int, error) {
	sum := 0
	for err == nil {
		var part *T
		if part, err = answer.Recv(); err == nil {
			sum += of(part)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return sum, err
}

func expect(what string, expected, found int, err error) error {
	if err == nil && found != expected {
		err = fmt.Errorf("found %d, expected %d", found, expected)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// cloner is git, with gitaly-ssh in the place of ssh.
type cloner struct{ address, ssh, folder string }

func (c *cloner) round() error {
	payload, err := protojson.Marshal(&gitalypb.SSHUploadPackWithSidechannelRequest{Repository: shop})
	if err != nil {
		return err
	}
	if err := os.RemoveAll(c.folder); err != nil {
		return err
	}
	git := exec.Command("git", "clone", "-q", "--mirror", "git@shop.example.com:shop.git", c.folder)
	git.Env = append(os.Environ(), "GIT_SSH_COMMAND="+c.ssh+" upload-pack", "GIT_SSH_VARIANT=simple",
		"GITALY_ADDRESS=tcp://"+c.address, "GITALY_PAYLOAD="+string(payload), "GITALY_USE_SIDECHANNEL=1")
	if out, err := git.CombinedOutput(); err != nil {
		return fmt.Errorf("git clone: %w: %s", err, out)
	}
	return nil
}
