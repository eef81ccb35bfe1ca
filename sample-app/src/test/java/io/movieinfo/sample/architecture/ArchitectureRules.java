package io.movieinfo.sample.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules, for any root package: the registry's own, or that of classes that break them
 * on purpose. A rule that finds nothing to look at fails.
 */
public final class ArchitectureRules {

	private static final String[] JDK_AND_NULLNESS = { "java..", "org.jspecify.." };

	/** Classes that tests stand something else in for. */
	private static final Set<String> OPEN_FOR_FAKES = Set.of("LocalMachine");

	private final String root;

	private final String sample;

	private final List<Rule> rules = new ArrayList<>();

	private ArchitectureRules(String root, String sample) {
		this.root = root;
		this.sample = sample;
	}

	/**
	 * Returns all rules.
	 * @param root the registry's root package
	 * @param sample the sample's root package
	 */
	public static List<Rule> of(String root, String sample) {
		ArchitectureRules rules = new ArchitectureRules(root, sample);
		rules.directionsOfModules();
		rules.librariesOfModules();
		rules.directionsOfPackages();
		rules.shapesOfClasses();
		return List.copyOf(rules.rules);
	}

	private void directionsOfModules() {
		add("protocol sees no other module", "ProtocolSeesBalancer", sees("protocol.."));
		add("balancer sees the protocol only", "BalancerSeesClient", sees("balancer..", "protocol.."));
		add("client sees balancer and protocol only", "ClientSeesServer", sees("client..", "balancer..", "protocol.."));
		add("autoconfigure sees client, balancer and protocol only", "AutoconfigureSeesServer",
				sees("autoconfigure..", "client..", "balancer..", "protocol.."));
		add("server-core sees the protocol only", "ServerSeesClient",
				noClasses().that(resideInAPackage(in("server..")).and(resideOutsideOfPackages(in("server.app.."))))
					.should()
					.dependOnClassesThat(
							resideInAPackage(in("..")).and(resideOutsideOfPackages(in("protocol.."), in("server..")))
								.or(resideInAPackage(in("server.app..")))));
		add("server-app sees server-core, balancer and protocol only", "ServerAppSeesClient",
				sees("server.app..", "server..", "balancer..", "protocol.."));
		add("the test kit sees no other module", "TestKitSeesClient", sees("test.."));
		add("only tests see the test kit", "ProductSeesTestKit",
				noClasses().that(resideOutsideOfPackages(in("test..")))
					.should()
					.dependOnClassesThat(resideInAPackage(in("test.."))));
		add("the sample sees no server", "SampleSeesServer",
				noClasses().that(resideInAPackage(this.sample + ".."))
					.should()
					.dependOnClassesThat(resideInAPackage(in("server.."))));
	}

	private void librariesOfModules() {
		add("protocol needs only the JDK and Jackson's streaming core", "ProtocolUsesSpring",
				needs(resideInAPackage(in("protocol..")), "tools.jackson.core.."));
		add("balancer needs only the JDK", "BalancerUsesLogging", needs(resideInAPackage(in("balancer.."))));
		add("client needs only the JDK, SLF4J and Jackson's streaming core", "ClientUsesSpring",
				needs(resideInAPackage(in("client..")), "org.slf4j..", "tools.jackson.core.."));
		add("server-core needs only the JDK, SLF4J, Jackson's streaming core and MVStore", "ServerUsesSpring",
				needs(resideInAPackage(in("server..")).and(resideOutsideOfPackages(in("server.app.."))), "org.slf4j..",
						"tools.jackson.core..", "org.h2.mvstore.."));
		add("the test kit needs only the JDK", "TestKitUsesSpring", needs(resideInAPackage(in("test.."))));
		add("only the store package sees H2", "WatchSeesH2",
				noClasses().that(resideOutsideOfPackages(in("server.store..")))
					.should()
					.dependOnClassesThat(resideInAPackage("org.h2..")));
	}

	private void directionsOfPackages() {
		add("children never import their parent", "ChildSeesParent", classes()
			.that(resideInAnyPackage(in("protocol.."), in("balancer.."), in("client.."), in("server.."), in("test.."))
				.and(resideOutsideOfPackages(in("server.app.."))))
			.should(notDependOnParentPackages()));
		add("packages have no cycles", "CycleThere", slices().matching(in("(**)")).should().beFreeOfCycles());
		add("the sample's packages have no cycles", "SampleCycleThere",
				slices().matching(this.sample + ".(**)").should().beFreeOfCycles());
		add("features of autoconfigure never import each other", "HttpSeesActuate",
				slices().matching(in("autoconfigure.(*)..")).should().notDependOnEachOther());
		add("the root of autoconfigure imports no feature", "RootSeesFeature",
				noClasses().that(resideInAPackage(in("autoconfigure")))
					.should()
					.dependOnClassesThat(resideInAPackage(in("autoconfigure.*.."))));
		add("exactly one class sees both kinds of service instances, the registry's and Spring Cloud's",
				"OtherSeesBothKinds", classes().that(resideInAPackage(in("autoconfigure..")))
					.should(seeBothKindsOfInstancesInOneClassOnly()));
		add("the server's web code never sees a store", "ApiSeesStore",
				noClasses().that(resideInAPackage(in("server.app.*..")))
					.should()
					.dependOnClassesThat(resideInAPackage(in("server.store.."))));
	}

	private void shapesOfClasses() {
		add("names say the role, not the layer", "ChoiceHelper",
				noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)(\\$.*)?"));
		add("every package is null-marked", "InUnmarkedPackage", classes().should(resideInNullMarkedPackage()));
		add("what is not public is final or abstract", "OpenToAll",
				classes().that()
					.areNotPublic()
					.and()
					.areTopLevelClasses()
					.and()
					.areNotInterfaces()
					.and()
					.doNotHaveModifier(JavaModifier.ABSTRACT)
					.and(notMeantToBeExtended())
					.should()
					.haveModifier(JavaModifier.FINAL));
		add("nobody sleeps", "Sleeper",
				noClasses().should()
					.callMethod(Thread.class, "sleep", long.class)
					.orShould()
					.callMethod(TimeUnit.class, "sleep", long.class));
		add("constructors start no threads", "StartsThread", classes().should(startNoThreadInConstructors()));
		add("auto-configurations are public and final", "HiddenAutoConfiguration",
				classes().that()
					.areAnnotatedWith(AutoConfiguration.class)
					.should()
					.bePublic()
					.andShould()
					.haveModifier(JavaModifier.FINAL));
		add("bean methods of auto-configurations are package-private", "HiddenAutoConfiguration",
				methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate());
	}

	private void add(String name, String breaker, ArchRule rule) {
		this.rules.add(new Rule(name, rule, breaker));
	}

	/**
	 * Of the registry's classes, those of one module see only their own and the given
	 * ones.
	 */
	private ArchRule sees(String module, String... others) {
		String[] allowed = Arrays.copyOf(others, others.length + 1);
		allowed[others.length] = module;
		return noClasses().that(resideInAPackage(in(module)))
			.should()
			.dependOnClassesThat(resideInAnyPackage(in(".."), this.sample + "..")
				.and(resideOutsideOfPackages(Arrays.stream(allowed).map(this::in).toArray(String[]::new))));
	}

	/**
	 * Of other people's classes, those of one module see only the JDK's and the given
	 * ones.
	 */
	private ArchRule needs(DescribedPredicate<JavaClass> module, String... libraries) {
		List<String> allowed = new ArrayList<>(List.of(JDK_AND_NULLNESS));
		allowed.addAll(List.of(libraries));
		allowed.add(in(".."));
		return classes().that(module)
			.should()
			.onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new)));
	}

	private String in(String packages) {
		return packages.equals("..") ? this.root + ".." : this.root + "." + packages;
	}

	private static DescribedPredicate<JavaClass> notMeantToBeExtended() {
		return DescribedPredicate.describe("neither made by Spring, which may need a subclass, nor open for a fake",
				(type) -> !type.isMetaAnnotatedWith(Component.class) && !OPEN_FOR_FAKES.contains(type.getSimpleName()));
	}

	private ArchCondition<JavaClass> notDependOnParentPackages() {
		return new ArchCondition<>("not depend on parent packages") {
			@Override
			public void check(JavaClass item, ConditionEvents events) {
				for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
					String target = dependency.getTargetClass().getPackageName();
					if (target.startsWith(ArchitectureRules.this.root)
							&& item.getPackageName().startsWith(target + ".")) {
						events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
					}
				}
			}
		};
	}

	/**
	 * Which classes see both is known when all have been looked at; what is nested in a
	 * class is part of it.
	 */
	private ArchCondition<JavaClass> seeBothKindsOfInstancesInOneClassOnly() {
		String own = in("protocol.ServiceInstance");
		return new ArchCondition<>("see both kinds of service instances in one class only") {

			private final Set<String> both = new TreeSet<>();

			@Override
			public void check(JavaClass item, ConditionEvents events) {
				Set<String> seen = item.getDirectDependenciesFromSelf()
					.stream()
					.map((dependency) -> dependency.getTargetClass().getName())
					.filter((name) -> name.endsWith(".ServiceInstance"))
					.collect(Collectors.toSet());
				if (seen.contains(own) && seen.size() > 1) {
					this.both.add(item.getName().replaceAll("\\$.*", ""));
				}
			}

			@Override
			public void finish(ConditionEvents events) {
				events.add(new SimpleConditionEvent(this.both, this.both.size() == 1,
						"Both kinds are seen by %s".formatted(this.both)));
				this.both.clear();
			}
		};
	}

	private static ArchCondition<JavaClass> resideInNullMarkedPackage() {
		return new ArchCondition<>("reside in a package that is null-marked") {
			@Override
			public void check(JavaClass item, ConditionEvents events) {
				boolean marked = item.getPackage()
					.tryGetPackageInfo()
					.map((info) -> info.isAnnotatedWith(NullMarked.class))
					.orElse(false);
				events.add(new SimpleConditionEvent(item, marked,
						"%s is in %s".formatted(item.getName(), item.getPackageName())));
			}
		};
	}

	private static ArchCondition<JavaClass> startNoThreadInConstructors() {
		return new ArchCondition<>("start no thread in a constructor") {
			@Override
			public void check(JavaClass item, ConditionEvents events) {
				item.getConstructors()
					.stream()
					.flatMap((constructor) -> constructor.getMethodCallsFromSelf().stream())
					.filter((call) -> call.getTarget().getName().equals("start")
							&& call.getTargetOwner().isAssignableTo(Thread.class))
					.forEach((call) -> events.add(SimpleConditionEvent.violated(call, call.getDescription())));
			}
		};
	}

}
