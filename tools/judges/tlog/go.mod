// An independent reader of the ledger: the Go project's own transparency-log packages. Never part of the product.
module bouclier.invalid/judges/tlog

go 1.26.0

require golang.org/x/mod v0.43.0
