package dev.sentinel.identity.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.styra.opa.wasm.OpaPolicy;
import com.styra.opa.wasm.OpaPolicyPool;
import dev.sentinel.base.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy in {@code authz.wasm}: a module that OPA compiled (ABI 1.3), run in this process
 * without native code. It sees its input and {@code data/scopes.json} and nothing else: no files,
 * no network, a bounded memory.
 */
final class WasmPolicy implements Policy {
    private static final Logger LOG = LoggerFactory.getLogger(WasmPolicy.class);
    private static final int MEMORY_PAGES = 16;
    private static final int MAX_MEMORY_PAGES = 512;
    private static final int INSTANCES = 8;
    private static final int MAX_REASON = 200;
    private static final String PREFERRED = "authz/decision";
    private static final PolicyInput PROBE =
            new PolicyInput("", "GET", "/", List.of(), "00000000-0000-0000-0000-000000000000");

    private final OpaPolicyPool pool;
    private final String data;
    private final int entrypoint;

    private WasmPolicy(OpaPolicyPool pool, String data, int entrypoint) {
        this.pool = pool;
        this.data = data;
        this.entrypoint = entrypoint;
    }

    /**
     * Loads a module and asks it once, so that one which cannot answer is refused before it is in
     * force.
     *
     * @param data the JSON text that the module sees as {@code data}
     */
    static WasmPolicy load(byte[] module, String data, String file) throws PolicyRefused {
        try {
            OpaPolicyPool pool = OpaPolicyPool.create(() -> instance(module), INSTANCES);
            List<OpaPolicyPool.Loan> warm = new ArrayList<>();
            // Compiled now, one for each thread that may ask at once, not while requests wait.
            for (int i = 0;
                    i < Math.min(INSTANCES, Runtime.getRuntime().availableProcessors());
                    i++) {
                warm.add(pool.borrow());
            }
            int entrypoint = entrypoint(warm.getFirst().policy().entrypoints(), file);
            warm.forEach(OpaPolicyPool.Loan::close);
            WasmPolicy policy = new WasmPolicy(pool, data, entrypoint);
            policy.ask(PROBE);
            return policy;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PolicyRefused(file + " was not loaded: interrupted", interrupted);
        } catch (RuntimeException | StackOverflowError fault) {
            throw new PolicyRefused(
                    file + " is not a module that OPA compiled: " + fault.getMessage(), fault);
        }
    }

    @Override
    public Decision decide(PolicyInput input) {
        try {
            return ask(input);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (PolicyRefused | RuntimeException | StackOverflowError fault) {
            LOG.error("the policy could not decide on {}: denied", input.endpoint(), fault);
        }
        return Decision.denied("the policy could not be evaluated");
    }

    @Override
    public String describe(String endpoint) {
        return "policy(authz.wasm)";
    }

    private static OpaPolicy instance(byte[] module) {
        return OpaPolicy.builder()
                .withPolicy(module)
                .withInitialMemory(MEMORY_PAGES)
                .withMaxMemory(MAX_MEMORY_PAGES)
                .withJsonMapper(Json.mapper())
                .build();
    }

    private static int entrypoint(Map<String, Integer> entrypoints, String file)
            throws PolicyRefused {
        if (entrypoints.size() == 1) {
            return entrypoints.values().iterator().next();
        }
        Integer preferred = entrypoints.get(PREFERRED);
        if (preferred == null) {
            throw new PolicyRefused(
                    file
                            + " has the entry points "
                            + entrypoints.keySet()
                            + ": build it with -e "
                            + PREFERRED);
        }
        return preferred;
    }

    private Decision ask(PolicyInput input) throws InterruptedException, PolicyRefused {
        OpaPolicyPool.Loan loan = pool.borrow();
        boolean sound = false;
        try {
            OpaPolicy policy = loan.policy();
            String answer =
                    policy.data(data).entrypoint(entrypoint).evaluate(Json.text(input.json()));
            sound = true;
            return decision(answer);
        } finally {
            // What failed half way may have left its memory in any state.
            if (sound) {
                loan.close();
            } else {
                loan.discard();
            }
        }
    }

    /** OPA answers with a set of results; an undefined decision is an empty one: denied. */
    private static Decision decision(String answer) throws PolicyRefused {
        JsonNode results;
        try {
            results = Json.mapper().readTree(answer);
        } catch (JsonProcessingException malformed) {
            throw new PolicyRefused("the policy's answer is not JSON", malformed);
        }
        if (results.isArray() && results.isEmpty()) {
            return Decision.denied("no policy permits this");
        }
        JsonNode result = results.path(0).path("result");
        if (!result.path("allow").isBoolean()) {
            throw new PolicyRefused("the policy must answer {\"allow\": bool, \"reason\": string}");
        }
        if (result.path("allow").booleanValue()) {
            return Decision.ALLOWED;
        }
        String reason = result.path("reason").asText("");
        return Decision.denied(reason.isBlank() ? "the policy denies this" : bounded(reason));
    }

    private static String bounded(String reason) {
        return reason.substring(0, Math.min(reason.length(), MAX_REASON));
    }
}
