package dev.sentinel.identity.policy;

import com.dylibso.chicory.wabt.Wat2Wasm;
import java.nio.charset.StandardCharsets;

/**
 * Small policies in OPA's Wasm ABI (version 1.3), from text: no OPA compiler is at hand where the
 * tests run. A value is its JSON text, ended by a zero; so parsing and printing do nothing.
 */
final class OpaModule {
    // In memory: entry points at 64, no builtins at 512, the answers at 1024 and 2048, the needle
    // at 3072, the heap from 8192.

    private OpaModule() {}

    /** Allows when the input contains {@code needle}; else denies with {@code reason}. */
    static byte[] allowing(String needle, String reason) {
        return answering(
                needle,
                "[{\"result\":{\"allow\":true,\"reason\":\"\"}}]",
                "[{\"result\":{\"allow\":false,\"reason\":\"" + reason + "\"}}]");
    }

    /** Answers {@code yes} when the input contains {@code needle}, else {@code no}. */
    static byte[] answering(String needle, String yes, String no) {
        return compiled("{\"authz/decision\":0}", needle, yes, no, SEARCH);
    }

    /** Fails on every question. */
    static byte[] failing() {
        return compiled("{\"authz/decision\":0}", "", "[]", "[]", "unreachable");
    }

    /** Has these entry points. */
    static byte[] withEntrypoints(String json) {
        return compiled(json, "", "[]", "[]", SEARCH);
    }

    /** Leaves the answer's address in {@code $answer}. */
    private static final String SEARCH =
            """
            (local.set $at (global.get $input))
            (block $done
              (loop $from
                (local.set $i (i32.const 0))
                (block $differs
                  (loop $next
                    (local.set $want (i32.load8_u (i32.add (i32.const 3072) (local.get $i))))
                    (if (i32.eqz (local.get $want))
                      (then (local.set $answer (i32.const 1024)) (br $done)))
                    (br_if $differs
                      (i32.ne (local.get $want)
                              (i32.load8_u (i32.add (local.get $at) (local.get $i)))))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br $next)))
                (br_if $done (i32.eqz (i32.load8_u (local.get $at))))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br $from)))
            """;

    private static byte[] compiled(
            String entrypoints, String needle, String yes, String no, String eval) {
        return Wat2Wasm.parse(
                """
                (module
                  (import "env" "memory" (memory 2))
                  (import "env" "opa_abort" (func (param i32)))
                  (import "env" "opa_builtin0" (func (param i32 i32) (result i32)))
                  (import "env" "opa_builtin1" (func (param i32 i32 i32) (result i32)))
                  (import "env" "opa_builtin2" (func (param i32 i32 i32 i32) (result i32)))
                  (import "env" "opa_builtin3" (func (param i32 i32 i32 i32 i32) (result i32)))
                  (import "env" "opa_builtin4" (func (param i32 i32 i32 i32 i32 i32) (result i32)))
                  (global (export "opa_wasm_abi_version") i32 (i32.const 1))
                  (global (export "opa_wasm_abi_minor_version") i32 (i32.const 3))
                  (global $heap (mut i32) (i32.const 8192))
                  (global $input (mut i32) (i32.const 0))
                  (global $result (mut i32) (i32.const 0))
                  (data (i32.const 64) "%s\\00")
                  (data (i32.const 512) "{}\\00")
                  (data (i32.const 1024) "%s\\00")
                  (data (i32.const 2048) "%s\\00")
                  (data (i32.const 3072) "%s\\00")
                  (func (export "entrypoints") (result i32) (i32.const 64))
                  (func (export "builtins") (result i32) (i32.const 512))
                  (func (export "opa_heap_ptr_get") (result i32) (global.get $heap))
                  (func (export "opa_heap_ptr_set") (param i32) (global.set $heap (local.get 0)))
                  (func $malloc (export "opa_malloc") (param $size i32) (result i32)
                    (local $start i32)
                    (local.set $start (global.get $heap))
                    (global.set $heap (i32.add (global.get $heap) (i32.add (local.get $size) (i32.const 1))))
                    (local.get $start))
                  (func (export "opa_free") (param i32))
                  (func (export "opa_value_free") (param i32))
                  (func (export "opa_json_parse") (param $from i32) (param $length i32) (result i32)
                    (local $to i32)
                    (local.set $to (call $malloc (local.get $length)))
                    (memory.copy (local.get $to) (local.get $from) (local.get $length))
                    (i32.store8 (i32.add (local.get $to) (local.get $length)) (i32.const 0))
                    (local.get $to))
                  (export "memory" (memory 0))
                  ;; The rest of the ABI, which nobody calls here.
                  (func (export "opa_eval") (param i32 i32 i32 i32 i32 i32 i32) (result i32) unreachable)
                  (func (export "opa_value_parse") (param i32 i32) (result i32) unreachable)
                  (func (export "opa_value_dump") (param i32) (result i32) unreachable)
                  (func (export "opa_value_add_path") (param i32 i32 i32) (result i32) unreachable)
                  (func (export "opa_value_remove_path") (param i32 i32) (result i32) unreachable)
                  (func (export "opa_heap_blocks_stash") unreachable)
                  (func (export "opa_heap_stash_clear") unreachable)
                  (func (export "opa_heap_blocks_restore") unreachable)
                  (func (export "opa_json_dump") (param i32) (result i32) (local.get 0))
                  (func (export "opa_eval_ctx_new") (result i32) (i32.const 0))
                  (func (export "opa_eval_ctx_set_input") (param i32 i32) (global.set $input (local.get 1)))
                  (func (export "opa_eval_ctx_set_data") (param i32 i32))
                  (func (export "opa_eval_ctx_set_entrypoint") (param i32 i32))
                  (func (export "opa_eval_ctx_get_result") (param i32) (result i32) (global.get $result))
                  (func (export "eval") (param i32) (result i32)
                    (local $at i32) (local $i i32) (local $want i32) (local $answer i32)
                    (local.set $answer (i32.const 2048))
                    %s
                    (global.set $result (local.get $answer))
                    (i32.const 0)))
                """
                        .formatted(
                                escaped(entrypoints),
                                escaped(yes),
                                escaped(no),
                                escaped(needle),
                                eval));
    }

    private static String escaped(String text) {
        StringBuilder bytes = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.append(String.format("\\%02x", each));
        }
        return bytes.toString();
    }
}
