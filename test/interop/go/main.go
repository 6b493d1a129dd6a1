// pgx before the sample shop.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

var ctx = context.Background()

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func connect(user, password string) (*pgx.Conn, error) {
	config := must(pgx.ParseConfig(fmt.Sprintf("host=%s port=%s dbname=%s", os.Getenv("PGHOST"), os.Getenv("PGPORT"), os.Getenv("PGDATABASE"))))
	config.User, config.Password = user, password
	return pgx.ConnectConfig(ctx, config)
}

func state(err error) string {
	var fault *pgconn.PgError
	if errors.As(err, &fault) {
		return fault.Code
	}
	return fmt.Sprint(err)
}

func main() {
	c := must(connect("storefront", os.Getenv("STOREFRONT_PASSWORD")))
	found := map[string]any{"driver": "pgx"}

	var ssn string
	if err := c.QueryRow(ctx, "SELECT ssn FROM customers WHERE id = $1", 1).Scan(&ssn); err != nil {
		panic(err)
	}
	found["ssn"] = ssn

	analyst := must(connect("analyst/analytics", os.Getenv("ANALYST_PASSWORD")))
	var names int
	if err := analyst.QueryRow(ctx, "SELECT count(name) FROM customers").Scan(&names); err != nil {
		panic(err)
	}
	found["analystNames"] = names

	must(c.Prepare(ctx, "nth", "SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET $1"))
	batch := &pgx.Batch{}
	for n := range 3 {
		batch.Queue("nth", n)
	}
	results := c.SendBatch(ctx, batch)
	prepared := []int{}
	for range 3 {
		var id int
		if err := results.QueryRow().Scan(&id); err != nil {
			panic(err)
		}
		prepared = append(prepared, id)
	}
	results.Close()
	found["prepared"] = prepared

	tx := must(c.Begin(ctx))
	must(tx.Exec(ctx, "DECLARE a_few NO SCROLL CURSOR FOR SELECT id FROM customers"))
	read := 0
	for {
		rows := must(tx.Query(ctx, "FETCH FORWARD 17 FROM a_few"))
		some := must(pgx.CollectRows(rows, pgx.RowTo[int64]))
		if len(some) == 0 {
			break
		}
		read += len(some)
	}
	found["portalRows"] = read
	must(tx.Exec(ctx, "UPDATE customers SET phone = 'go' WHERE id = 1"))
	if err := tx.Rollback(ctx); err != nil {
		panic(err)
	}
	var phone string
	if err := c.QueryRow(ctx, "SELECT coalesce(phone, '') FROM customers WHERE id = 1").Scan(&phone); err != nil {
		panic(err)
	}
	found["phoneUndone"] = phone != "go"

	_, unknown := c.Exec(ctx, "SELECT nonsense FROM customers")
	tx = must(c.Begin(ctx))
	_, refused := tx.Exec(ctx, "DELETE FROM products WHERE sku = $1", "x")
	_, failed := tx.Exec(ctx, "SELECT 1")
	tx.Rollback(ctx)
	found["errors"] = []string{state(unknown), state(refused), state(failed)}

	var out bytes.Buffer
	must(c.PgConn().CopyTo(ctx, &out, "COPY (SELECT id, ssn FROM customers) TO STDOUT"))
	found["copied"] = bytes.Count(out.Bytes(), []byte("\n"))

	time.AfterFunc(300*time.Millisecond, func() { c.PgConn().CancelRequest(ctx) })
	_, cancelled := c.Exec(ctx, "SELECT count(*) FROM generate_series(1, 2000000000)")
	found["cancelled"] = state(cancelled)
	var one int
	if err := c.QueryRow(ctx, "SELECT 1").Scan(&one); err != nil {
		panic(err)
	}
	found["afterCancel"] = one

	_, wrong := connect("storefront", "guess")
	found["wrongPassword"] = state(wrong)
	fmt.Println(string(must(json.Marshal(found))))
}
