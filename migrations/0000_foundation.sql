CREATE TABLE `clients` (
	`tenant` text NOT NULL,
	`client_id` text NOT NULL,
	`client_name` text,
	`client_uri` text,
	`redirect_uris` text NOT NULL,
	`post_logout_redirect_uris` text NOT NULL,
	`grant_types` text NOT NULL,
	`token_endpoint_auth_method` text NOT NULL,
	`client_secrets` text NOT NULL,
	`scope` text,
	`resources` text,
	`id_token_signed_response_alg` text NOT NULL,
	`refresh_token_rotation` integer NOT NULL,
	`trust` text NOT NULL,
	`consent` text NOT NULL,
	`serves` text,
	`region` text,
	`created_at` integer NOT NULL,
	`disabled_at` integer,
	PRIMARY KEY(`tenant`, `client_id`)
);
--> statement-breakpoint
CREATE TABLE `consents` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`client_id` text NOT NULL,
	`resource` text NOT NULL,
	`redirect_origin` text NOT NULL,
	`scope` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant`, `sub`, `client_id`, `resource`, `redirect_origin`)
);
--> statement-breakpoint
CREATE TABLE `grants` (
	`tenant` text NOT NULL,
	`id` text NOT NULL,
	`cell` integer NOT NULL,
	`client_id` text NOT NULL,
	`sub` text NOT NULL,
	`sid` text NOT NULL,
	`resource` text NOT NULL,
	`scope` text NOT NULL,
	`redirect_origin` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`state` text NOT NULL,
	PRIMARY KEY(`tenant`, `id`)
);
--> statement-breakpoint
CREATE INDEX `grants_sub` ON `grants` (`tenant`,`sub`);--> statement-breakpoint
CREATE INDEX `grants_client` ON `grants` (`tenant`,`client_id`);--> statement-breakpoint
CREATE INDEX `grants_closing` ON `grants` (`state`);--> statement-breakpoint
CREATE INDEX `grants_expires_at` ON `grants` (`expires_at`);--> statement-breakpoint
CREATE TABLE `resources` (
	`tenant` text NOT NULL,
	`identifier` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`default_scopes` text NOT NULL,
	`access_token_lifetime` integer NOT NULL,
	PRIMARY KEY(`tenant`, `identifier`)
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`tenant` text NOT NULL,
	`secret_hash` text NOT NULL,
	`sid` text NOT NULL,
	`sub` text NOT NULL,
	`auth_time` integer NOT NULL,
	`acr` text NOT NULL,
	`amr` text NOT NULL,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant`, `secret_hash`)
);
--> statement-breakpoint
CREATE INDEX `sessions_sub` ON `sessions` (`tenant`,`sub`);--> statement-breakpoint
CREATE INDEX `sessions_expires_at` ON `sessions` (`expires_at`);--> statement-breakpoint
CREATE TABLE `users` (
	`tenant` text NOT NULL,
	`sub` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer NOT NULL,
	`password_hash` text,
	`claims` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`disabled_at` integer,
	PRIMARY KEY(`tenant`, `sub`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email` ON `users` (`tenant`,`email`);