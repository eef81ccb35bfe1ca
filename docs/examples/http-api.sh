#!/usr/bin/env bash
# The registry's HTTP API, request by request. With a server on localhost:
#
#   docs/examples/http-api.sh
#
# Prints every request with its answer, and ends with an error at the first answer that is
# not the expected one. It registers what it uses, and takes it away again at the end.
# Needs bash and curl. Another server: REGISTRY=http://host:port docs/examples/http-api.sh
set -euo pipefail

REGISTRY=${REGISTRY:-http://localhost:8761}
MOVIES=$REGISTRY/v1/services/movie-service
JSON='Content-Type: application/json'

# Runs the command on standard input, and prints it with its answer.
# $1: the expected HTTP status; $2: what the answer has to contain
request() {
	local command answer status
	command=$(cat)
	printf '\n$ %s\n' "$command"
	answer=$(eval "$command" -sS -w "'\n%{http_code}'" 2>&1 || true)
	status=${answer##*$'\n'}
	answer=$(tr -d '\r' <<<"${answer%$'\n'*}" | sed '/^$/d; /^[Dd]ate:/d; /^curl: (28)/d')
	printf '%s\n' "$status" ${answer:+"$answer"}
	if [[ $status != "$1" || $answer != *"${2:-}"* ]]; then
		echo "expected $1 ${2:-}" >&2
		exit 1
	fi
}

title() {
	printf '\n## %s\n' "$1"
}

# Prints the cursor of the service's list.
cursor() {
	curl -sS "$MOVIES/instances?health=all" | sed 's/.*"cursor":"\([^"]*\)".*/\1/'
}

# Prints the number of the newest entry of the audit log.
entry() {
	curl -sS "$REGISTRY/v1/audit?limit=1" | sed 's/.*"number":\([0-9]*\).*/\1/'
}

title 'Register, and say that you are alive'

request 201 '"incarnation"' <<'END'
curl -X PUT $MOVIES/instances/movie-1 -H "$JSON" -d '{"address":"127.0.0.1","port":9002,"zone":"eu-1a","tags":["blue"],"start_id":"s-9f2c"}'
END
request 200 '"incarnation"' <<'END'
curl -X PUT $MOVIES/instances/movie-1 -H "$JSON" -d '{"address":"127.0.0.1","port":9002,"zone":"eu-1a","tags":["blue","canary"],"meta":{"version":"1.4.2"},"start_id":"s-9f2c"}'
END
request 201 '"start_id"' <<'END'
curl -X PUT $MOVIES/instances/movie-2 -H "$JSON" -d '{"address":"127.0.0.1","port":9003,"zone":"eu-1b","weight":50}'
END
request 201 '"namespace":"staging"' <<'END'
curl -X PUT "$MOVIES/instances/movie-1?namespace=staging" -H "$JSON" -d '{"address":"127.0.0.1","port":9004}'
END
request 204 <<'END'
curl -X PUT $MOVIES/instances/movie-1/heartbeat
END
request 204 <<'END'
curl -X PUT $MOVIES/instances/movie-2/heartbeat -H "$JSON" -d '{"health":"unhealthy","cause":"reported"}'
END
request 404 register_again <<'END'
curl -X PUT $MOVIES/instances/movie-7/heartbeat
END

title 'Look around'

request 200 '"movie-service"' <<'END'
curl $REGISTRY/v1/services
END
request 200 '"staging"' <<'END'
curl $REGISTRY/v1/namespaces
END
request 200 '"movie-1"' <<'END'
curl $MOVIES/instances
END
request 200 '"movie-2"' <<'END'
curl "$MOVIES/instances?health=all"
END
request 200 '"movie-2"' <<'END'
curl "$MOVIES/instances?health=unhealthy"
END
request 200 '"movie-1"' <<'END'
curl "$MOVIES/instances?tag=blue&tag=canary&zone=eu-1a&meta.version=1.4.2"
END
request 200 '"staging"' <<'END'
curl "$MOVIES/instances?namespace=staging"
END
request 200 '"last_seen"' <<'END'
curl "$MOVIES/instances?health=all&view=operator"
END
request 200 '"movie-2"' <<'END'
curl $MOVIES/instances/movie-2
END
request 200 '"lease"' <<'END'
curl "$MOVIES/instances/movie-1?view=operator"
END
request 200 '"causes"' <<'END'
curl "$REGISTRY/v1/services?view=operator"
END
request 200 '"uptime_ms"' <<'END'
curl $REGISTRY/v1/overview
END
request 404 service_unknown <<'END'
curl $REGISTRY/v1/services/music-service/instances
END

title 'Let the server pick'

request 200 '"movie-1"' <<'END'
curl $MOVIES/choose
END
request 200 '"movie-1"' <<'END'
curl "$MOVIES/choose?balancer=random&tag=blue"
END
request 503 no_instance <<'END'
curl "$MOVIES/choose?tag=green"
END

title 'Ask again without asking for everything'

request 200 ETag <<'END'
curl -I $MOVIES/instances
END
ETAG=$(curl -sSI "$MOVIES/instances" | tr -d '\r' | sed -n 's/^[Ee][Tt]ag: //p')
request 304 <<'END'
curl $MOVIES/instances -H "If-None-Match: $ETAG"
END
request 200 Allow <<'END'
curl -I -X OPTIONS $MOVIES/instances/movie-1
END
request 200 '"movie-1"' <<'END'
curl --compressed "$MOVIES/instances?health=all"
END

title 'Wait for what comes next'

CURSOR=$(cursor)
request 200 '"movie-1"' <<'END'
curl "$MOVIES/instances?wait=200ms&after=$CURSOR"
END
(sleep 0.5 && curl -sS -X PUT "$MOVIES/instances/movie-2/heartbeat" -H "$JSON" -d '{"health":"healthy"}') &
request 200 '"movie-2"' <<'END'
curl "$MOVIES/instances?wait=30s&after=$CURSOR"
END
wait
request 200 '"movie-service"' <<'END'
curl "$REGISTRY/v1/services?wait=30s&after=$CURSOR"
END
request 200 'event: health' <<'END'
curl -N --max-time 1 "$REGISTRY/v1/events?service=movie-service" -H "Last-Event-ID: $CURSOR"
END
request 200 'event: ready' <<'END'
curl -N --max-time 1 "$REGISTRY/v1/events?namespace=default&observe=true&after=$(cursor)"
END

title 'Take things into your own hands'

request 200 '"finding"' <<'END'
curl -X POST $MOVIES/instances/movie-1/check
END
request 200 '"weight":10' <<'END'
curl -X PATCH $MOVIES/instances/movie-1 -H "$JSON" -d '{"weight":10,"meta":{"canary":"yes"},"reason":"trying it out","by":"maria"}'
END
request 200 '"enabled":false' <<'END'
curl -X PATCH $MOVIES/instances/movie-1 -H "$JSON" -d '{"weight":null,"enabled":false,"reason":"it misbehaves"}'
END
request 204 <<'END'
curl -X DELETE "$MOVIES/instances/movie-1/overrides?reason=all+is+well&by=maria"
END
request 200 '"acknowledged"' <<'END'
curl -X POST $MOVIES/instances/movie-1/drain -H "$JSON" -d '{"reason":"its disk is full","limit":"2s"}'
END
request 204 <<'END'
curl -X DELETE "$MOVIES/instances/movie-1/drain?reason=there+is+room+again"
END
request 200 '"acknowledged"' <<'END'
curl -X POST "$MOVIES/drain?namespace=staging" -H "$JSON" -d '{"reason":"staging closes","by":"maria"}'
END
ENTRY=$(entry)
request 200 '"undoes"' <<'END'
curl -X POST $REGISTRY/v1/audit/$ENTRY/undo -H "$JSON" -d '{"reason":"staging stays open","by":"maria"}'
END
request 409 changed_since <<'END'
curl -X POST $REGISTRY/v1/audit/$ENTRY/undo -H "$JSON" -d '{"reason":"once more"}'
END
request 204 <<'END'
curl -X DELETE "$MOVIES/drain?namespace=staging&reason=all+of+them+may+be+called"
END
request 200 '"engaged"' <<'END'
curl $REGISTRY/v1/guard
END
request 200 '"engaged":false' <<'END'
curl -X POST $REGISTRY/v1/guard/release -H "$JSON" -d '{"reason":"they are really gone"}'
END
request 200 '"trying it out"' <<'END'
curl "$REGISTRY/v1/audit?service=movie-service&instance=movie-1&limit=10"
END
request 200 'because: they are really gone' <<'END'
curl -N --max-time 1 "$REGISTRY/v1/events?view=operator&service=movie-service&last=2"
END
request 200 '"watchers"' <<'END'
curl $MOVIES/watchers
END
request 200 '"127.0.0.1:9002"' <<'END'
curl "$REGISTRY/v1/prometheus/targets?namespace=default&service=movie-service"
END

title 'What is wrong is said'

request 400 '"field":"port"' <<'END'
curl -X PUT $MOVIES/instances/movie-3 -H "$JSON" -d '{"address":"127.0.0.1","port":70000}'
END
request 400 '"field":"colour"' <<'END'
curl "$MOVIES/instances?colour=blue"
END
request 409 still_alive <<'END'
curl -X DELETE "$MOVIES/instances/movie-1?reason=away+with+it"
END

title 'Leave'

request 204 Drain-Pending <<'END'
curl -i -X DELETE "$MOVIES/instances/movie-1?start_id=s-9f2c&drain=2s"
END
request 204 <<'END'
curl -X DELETE $MOVIES/instances/movie-2
END
request 204 <<'END'
curl -X DELETE "$MOVIES/instances/movie-1?namespace=staging"
END
request 404 instance_unknown <<'END'
curl -X DELETE $MOVIES/instances/movie-2
END
