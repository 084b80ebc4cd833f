package bus

import (
	"context"
	"errors"
)

// EnsureBuckets creates the buckets that are absent, which services do when
// they first need one. It is for where only an administrator may.
func (b *Bus) EnsureBuckets(ctx context.Context) error {
	_, hosts := b.Hosts().bucket(ctx)
	errs := []error{hosts}
	for _, name := range []BucketName{Queries, Alerted, Forgotten} {
		_, err := b.Bucket(ctx, name)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
