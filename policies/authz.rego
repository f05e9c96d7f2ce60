# Which token may use which endpoint of identity, as an Open Policy Agent policy.
#
# Sentinel does not read this file: it reads the module that OPA compiles it to, and prefers that module
# to data/scopes.json. To make one:
#
#   opa build -t wasm -e authz/decision -o bundle.tar.gz policies/authz.rego
#   tar -xzf bundle.tar.gz -O /policy.wasm > policies/authz.wasm.new
#   mv policies/authz.wasm.new policies/authz.wasm
#
# The new module is in force within a second, or at once on SIGHUP. One that does not load, or does not
# answer in the shape below, is refused loudly, and the policy before it stays in force.
#
# Input, for each request with an agent's or a service's token:
#
#   { "method": "GET", "path": "/api/v1/agents", "scopes": ["agents:read"], "agentId": "<uuid>" }
#
# A token with scope "admin" comes with the scopes that admin implies. People are judged by their role
# and never come here. Output: { "allow": true | false, "reason": "<why not>" }.
package authz

import rego.v1

# data/scopes.json, beside the module, is its data.
required := data.endpoint_permissions[concat(":", [input.method, shape])]

# An endpoint that is not mapped is for nobody.
default decision := {"allow": false, "reason": "no policy permits this endpoint"}

# The first line matters: without it an endpoint that is not mapped would lack no scope, and be open.
decision := {"allow": true, "reason": ""} if {
	required
	count(missing) == 0
}

decision := {"allow": false, "reason": concat("", ["scope ", concat(" and ", missing), " is required"])} if {
	count(missing) > 0
}

missing := [scope | some scope in required; not scope in input.scopes]

# The path without its ids, as the table has it: a credential's id is :credId, any other :id.
shape := concat("/", [shown(i, segment) | some i, segment in segments])

segments := split(input.path, "/")

shown(i, segment) := ":credId" if {
	is_id(segment)
	segments[i - 1] == "credentials"
}

shown(i, segment) := ":id" if {
	is_id(segment)
	segments[i - 1] != "credentials"
}

shown(_, segment) := segment if not is_id(segment)

is_id(segment) if regex.match(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`, segment)
