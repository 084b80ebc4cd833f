package daemon

import (
	"context"
	"io"
)

// RunMain is Main without the process around it.
func RunMain(ctx context.Context, app App, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return app.main(ctx, args, stdin, stdout, stderr)
}
