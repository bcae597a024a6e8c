package envoy.authz

# A request as an Envoy proxy describes it: who may call which path of the people service.

default allow := false

allow if {
	some role in user_roles
	some permission in role_permissions[role]
	permission.method == request.method
	permission.path == request.path
}

request := input.attributes.request.http

user_roles contains role if {
	[_, encoded] := split(request.headers.authorization, " ")
	[name, _] := split(base64url.decode(encoded), ":")
	some role in roles_of[name]
}

roles_of := {
	"alice": ["guest"],
	"bob": ["admin", "guest"],
}

role_permissions := {
	"guest": [{"method": "GET", "path": "/people"}],
	"admin": [
		{"method": "GET", "path": "/people"},
		{"method": "POST", "path": "/people"},
	],
}
