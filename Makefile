# Each command is the script of the same name. Start with `make run`.
COMMANDS := setup build run test dev check bench soak sbom clean

.PHONY: $(COMMANDS)
.DEFAULT_GOAL := build

$(COMMANDS):
	@scripts/$@.sh
