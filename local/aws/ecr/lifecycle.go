package ecr

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// lifecycle is a lifecycle policy.
// AWS: "Amazon ECR User Guide, Lifecycle policy parameters in Amazon ECR".
type lifecycle struct {
	Rules []struct {
		RulePriority int    `json:"rulePriority"`
		Description  string `json:"description"`
		Selection    struct {
			TagStatus      string   `json:"tagStatus"`
			TagPrefixList  []string `json:"tagPrefixList"`
			TagPatternList []string `json:"tagPatternList"`
			CountType      string   `json:"countType"`
			CountUnit      string   `json:"countUnit"`
			CountNumber    int      `json:"countNumber"`
		} `json:"selection"`
		Action struct {
			Type string `json:"type"`
		} `json:"action"`
	} `json:"rules"`
}

func checkLifecycle(text string) error {
	var policy lifecycle
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&policy); err != nil {
		return err
	}
	if len(policy.Rules) == 0 {
		return fmt.Errorf("it has no rules")
	}
	seen := map[int]bool{}
	for _, rule := range policy.Rules {
		selection, tags := rule.Selection, len(rule.Selection.TagPrefixList)+len(rule.Selection.TagPatternList)
		switch {
		case rule.RulePriority < 1 || seen[rule.RulePriority]:
			return fmt.Errorf("the rulePriority %d must be at least 1 and of one rule alone", rule.RulePriority)
		case !slices.Contains([]string{"tagged", "untagged", "any"}, selection.TagStatus):
			return fmt.Errorf("the tagStatus %q must be tagged, untagged or any", selection.TagStatus)
		case (selection.TagStatus == "tagged") != (tags > 0):
			return fmt.Errorf("tagPrefixList or tagPatternList goes with the tagStatus tagged, and with no other")
		case selection.CountType != "imageCountMoreThan" && selection.CountType != "sinceImagePushed":
			return fmt.Errorf("the countType %q must be imageCountMoreThan or sinceImagePushed", selection.CountType)
		case (selection.CountType == "sinceImagePushed") != (selection.CountUnit == "days"):
			return fmt.Errorf("the countUnit days goes with the countType sinceImagePushed, and with no other")
		case selection.CountNumber < 1:
			return fmt.Errorf("the countNumber %d must be at least 1", selection.CountNumber)
		case rule.Action.Type != "expire":
			return fmt.Errorf("the action type %q must be expire", rule.Action.Type)
		}
		seen[rule.RulePriority] = true
	}
	return nil
}
