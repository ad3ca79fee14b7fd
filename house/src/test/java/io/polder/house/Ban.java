package io.polder.house;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.regex.Pattern;

/// Methods and constructors that some code must not reach, neither by a call nor by a reference.
///
/// `owner` and `member` are regular expressions over whole names (a constructor is called `<init>`), `parameters` one
/// over the list of raw parameter types, such as `java.lang.String, int`.
record Ban(Pattern owner, Pattern member, Pattern parameters) {
    static Ban of(String owner, String member) {
        return of(owner, member, ".*");
    }

    static Ban of(String owner, String member, String parameters) {
        return new Ban(Pattern.compile(owner), Pattern.compile(member), Pattern.compile(parameters));
    }

    /// True of an access that one of the bans names.
    static DescribedPredicate<JavaAccess<?>> anyOf(Ban... bans) {
        return new DescribedPredicate<>("something banned") {
            @Override
            public boolean test(JavaAccess<?> access) {
                for (var ban : bans) {
                    if (ban.names(access)) {
                        return true;
                    }
                }
                return false;
            }
        };
    }

    private boolean names(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                && owner.matcher(target.getOwner().getName()).matches()
                && member.matcher(target.getName()).matches()
                && parameters
                        .matcher(String.join(
                                ", ",
                                target.getRawParameterTypes().stream()
                                        .map(JavaClass::getName)
                                        .toList()))
                        .matches();
    }
}
