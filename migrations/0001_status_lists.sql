ALTER TABLE `clients` ADD `status_number` integer;--> statement-breakpoint
ALTER TABLE `resources` ADD `token_format` text DEFAULT 'jwt' NOT NULL;